import type { DecoderState } from '#decoder';

/** Health of one decoder, for the status of the device. */
export interface DecoderHealth {
  /** As far as the state of the link is known. */
  readonly isConnected: boolean;
  /** Connected, and heard of lately. */
  readonly isActive: boolean;
  /** Trouble of the decoder, as a sentence; undefined when all is well. */
  readonly trouble: string | undefined;
}

/** Troubles beside those that the link itself tells, for people. */
export interface DecoderTroubles {
  readonly licenseTrouble: string | undefined;
  readonly recordingTrouble: string | undefined;
  /** Words of a link that is not read or not opened yet, as they follow `the decoder is`. */
  readonly linkPhrase: string | undefined;
  readonly clockTrouble: string | undefined;
  readonly questionTrouble: string | undefined;
}

/** Missed reports that make a decoder quiet; it reports its status every few seconds. */
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
  // A decoder that has just been connected may take its time.
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
