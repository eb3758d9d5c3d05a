import { setTimeout as delay } from 'node:timers/promises';
import type { RunningDecoder } from './simulator-options.js';

export interface RestartedNumbering {
  /** The last number before the decoder was switched off. */
  readonly lastBefore: number;
  readonly lastAfter: number;
}

const LOOK_MS = 50;

/**
 * The morning at a club: the decoder is switched off and on, so that its memory is empty and its numbers begin again, and it
 * cannot be reached until they are past those of before.
 */
export async function restartNumbering(
  running: RunningDecoder,
  startNumber: number,
  switchedOff: (lastBefore: number) => void,
  signal: AbortSignal,
): Promise<RestartedNumbering> {
  const lastNow = (): number => running.ledger.bounds()?.last ?? 0;
  const lastBefore = lastNow();
  await running.unplug();
  switchedOff(lastBefore);
  running.decoder.restart(startNumber);
  while (lastNow() <= lastBefore) await delay(LOOK_MS, undefined, { signal });
  await running.plugIn();
  return { lastBefore, lastAfter: lastNow() };
}
