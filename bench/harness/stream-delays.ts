import { setTimeout as delay } from 'node:timers/promises';
import { openStream } from './stream-line.js';
import type { BenchTrack } from './track.js';

const TICK_MS = 5;
const LAST_MS = 1000;
/** Place of the address from which this reader comes, behind those of any crowd. */
const OWN_PLACE = 9000;

/** Sends passings, and returns the time of each until a reader of the stream has it, the shortest first. */
export async function streamDelays(
  track: BenchTrack,
  lastsMs: number,
  perTick: (elapsedMs: number) => number,
): Promise<readonly number[]> {
  const sentAtMs = new Map<string, number>();
  const delaysMs: number[] = [];
  let text = '';
  const socket = openStream(track.gateway.url, OWN_PLACE);
  const begun = new Promise<void>((resolve) => {
    socket.setEncoding('latin1').on('data', (piece: string) => {
      const nowMs = performance.now();
      text += piece;
      if (text.includes('retry: ')) resolve();
      const end = text.lastIndexOf('\n\n');
      for (const [, decoder, number] of text
        .slice(0, end)
        .matchAll(/"decoder_id":"(d\d)".*?"passing_number":(\d+)/g)) {
        const sent = sentAtMs.get(`${decoder} ${number}`);
        if (sent !== undefined) delaysMs.push(nowMs - sent);
      }
      text = text.slice(Math.max(0, end));
    });
  });
  await begun;
  const beginMs = performance.now();
  for (let ticks = 0; performance.now() < beginMs + lastsMs; ticks++) {
    const count = perTick(performance.now() - beginMs);
    for (let each = 0; each < count; each++) {
      const at = (ticks + each) % track.decoders.length;
      const nowMs = performance.now();
      const passing = {
        timeUs: Date.now() * 1000,
        transponder: 1000 + (ticks % 200),
        strength: 90,
        hits: 20,
      };
      const number = track.decoders[at]?.report(passing).passingNumber;
      sentAtMs.set(`d${at} ${number}`, nowMs);
    }
    await delay(TICK_MS);
  }
  await delay(LAST_MS);
  socket.destroy();
  if (delaysMs.length < sentAtMs.size)
    throw new Error(`the stream told ${delaysMs.length} of ${sentAtMs.size} passings`);
  return delaysMs.sort((one, other) => one - other);
}
