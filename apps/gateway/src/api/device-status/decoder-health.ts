import type { DecoderState } from '#decoder';

/** What the status of the device needs to know of one decoder. */
export interface DecoderHealth {
  /** As far as that is known. */
  readonly isConnected: boolean;
  /** Connected, and heard of lately. */
  readonly isActive: boolean;
  /** What is wrong, as a sentence; undefined when all is well. */
  readonly trouble: string | undefined;
}

/** What is wrong beside what the link itself tells, for people. */
export interface DecoderTroubles {
  readonly licenseTrouble: string | undefined;
  readonly recordingTrouble: string | undefined;
  /** What is known of a link that is not read or not opened yet, as it follows `the decoder is`. */
  readonly linkPhrase: string | undefined;
  readonly clockTrouble: string | undefined;
  readonly questionTrouble: string | undefined;
}

/** A decoder reports its status by itself every few seconds: one that left out three has something. */
const QUIET_PERIODS = 3;

export function decoderHealth(
  decoderId: string,
  state: Pick<DecoderState, 'link' | 'linkSinceMs' | 'lastError' | 'lastRecordAtMs' | 'statusPeriodMs'>,
  { licenseTrouble, recordingTrouble, linkPhrase, clockTrouble, questionTrouble }: DecoderTroubles,
  nowMs: number,
): DecoderHealth {
  const { link, linkSinceMs, lastError, lastRecordAtMs, statusPeriodMs } = state;
  const name = `Decoder ${decoderId}`;
  if (linkPhrase !== undefined)
    return { isConnected: false, isActive: false, trouble: `${name} is ${linkPhrase}` };
  if (link !== 'connected') {
    const trouble = licenseTrouble === undefined ? refusal(name, lastError) : `${name}: ${licenseTrouble}`;
    return { isConnected: false, isActive: false, trouble };
  }
  const patienceMs = QUIET_PERIODS * statusPeriodMs;
  const isActive = lastRecordAtMs !== undefined && nowMs - lastRecordAtMs <= patienceMs;
  // One that has just been connected may take its time.
  const quietMs = nowMs - Math.max(lastRecordAtMs ?? 0, linkSinceMs);
  const isQuiet = !isActive && quietMs > patienceMs;
  const quiet = isQuiet
    ? `${name} is connected, and has sent nothing that can be read for ${Math.floor(quietMs / 1000)} s.`
    : undefined;
  const other = licenseTrouble ?? recordingTrouble ?? questionTrouble ?? clockTrouble;
  return { isConnected: true, isActive, trouble: quiet ?? (other && `${name}: ${other}`) };
}

function refusal(name: string, lastError: string | undefined): string {
  if (lastError === undefined) return `${name} is not connected yet.`;
  return `${name} is not connected: ${lastError}${/[.?!]$/.test(lastError) ? '' : '.'}`;
}
