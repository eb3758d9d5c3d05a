/**
 * A process of its own: four decoders on lines that send at full speed. The message `{firstNumber, count}` prepares
 * `count` passings of each, `{send: true}` sends them; the process reports the end of either.
 *  On a track these are other machines: here they use the time of the two cores that the others leave.
 */
import { constants, setPriority } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startSimulator } from '#simulator';
import { passingFrames } from '../data/frames.js';
import { BurstLine } from './burst-line.js';

const FIRST_ID = 0x20f00;
const DECODERS = 4;
const PIECE = 1000;

interface Order {
  readonly firstNumber?: number;
  readonly count?: number;
  readonly seed?: number;
}

setPriority(constants.priority.PRIORITY_LOW);
const loops = Array.from({ length: DECODERS }, (_, at) => ({ metres: at * 60, decoderId: FIRST_ID + at }));
const simulator = await startSimulator({ riders: 0, seed: 1, loops });
simulator.stopRiding();
const lines = await Promise.all(simulator.decoders.map(({ port }) => BurstLine.open(port ?? 0)));
let ready: Uint8Array[][] = [];

/** Makes the frames a piece at a time: a decoder that does not answer meanwhile would count as dead. */
async function framesOf(at: number, firstNumber: number, count: number, seed: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (let made = 0; made < count; made += PIECE) {
    const from = { firstNumber: firstNumber + made, decoderId: FIRST_ID + at };
    frames.push(...passingFrames(Math.min(PIECE, count - made), seed + at, from));
    await nextTurn();
  }
  return frames;
}

async function obey({ firstNumber = 1, count, seed = 1 }: Order): Promise<void> {
  if (count === undefined) await Promise.all(lines.map((line, at) => line.send(ready[at] ?? [])));
  else ready = await Promise.all(lines.map((_, at) => framesOf(at, firstNumber, count, seed)));
  process.send?.('done');
}

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => {
  process.exit();
});
process.send?.(lines.map(({ port }) => port));
