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
  /** Words for a decoder of which nothing came yet. */
  readonly unheardTrouble: string | undefined;
}

/** Missed reports that make a decoder quiet; it reports its status every few seconds. */
const QUIET_PERIODS = 3;

export function decoderHealth(
  decoderId: string,
  state: Pick<DecoderState, 'link' | 'linkSinceMs' | 'lastError' | 'lastRecordAtMs' | 'statusPeriodMs'>,
  troubles: DecoderTroubles,
  isSilentWhenIdle: boolean,
  nowMs: number,
): DecoderHealth {
  const { licenseTrouble, recordingTrouble, linkPhrase, clockTrouble, questionTrouble } = troubles;
  const { link, lastError } = state;
  const name = `Decoder ${decoderId}`;
  if (linkPhrase !== undefined)
    return { isConnected: false, isActive: false, trouble: `${name} is ${linkPhrase}` };
  if (link !== 'connected') {
    const trouble = licenseTrouble === undefined ? refusal(name, lastError) : `${name}: ${licenseTrouble}`;
    return { isConnected: false, isActive: false, trouble };
  }
  const quietMs = isSilentWhenIdle ? undefined : quietFor(state, nowMs);
  const isActive = isHeardLately(state, nowMs);
  const quiet =
    quietMs === undefined
      ? undefined
      : `${name} is connected, and has sent nothing that can be read for ${Math.floor(quietMs / 1000)} s.`;
  const other =
    licenseTrouble ?? recordingTrouble ?? troubles.unheardTrouble ?? questionTrouble ?? clockTrouble;
  return { isConnected: true, isActive, trouble: quiet ?? (other && `${name}: ${other}`) };
}

type LastHeard = Pick<DecoderState, 'linkSinceMs' | 'lastRecordAtMs' | 'statusPeriodMs'>;

function isHeardLately({ lastRecordAtMs, statusPeriodMs }: LastHeard, nowMs: number): boolean {
  return lastRecordAtMs !== undefined && nowMs - lastRecordAtMs <= QUIET_PERIODS * statusPeriodMs;
}

/** Returns the silence of a decoder that reports every few seconds; one that has just been connected may take its time. */
function quietFor(state: LastHeard, nowMs: number): number | undefined {
  const quietMs = nowMs - Math.max(state.lastRecordAtMs ?? 0, state.linkSinceMs);
  const isQuiet = !isHeardLately(state, nowMs) && quietMs > QUIET_PERIODS * state.statusPeriodMs;
  return isQuiet ? quietMs : undefined;
}

function refusal(name: string, lastError: string | undefined): string {
  if (lastError === undefined) return `${name} is not connected yet.`;
  return `${name} is not connected: ${lastError}${/[.?!]$/.test(lastError) ? '' : '.'}`;
}
