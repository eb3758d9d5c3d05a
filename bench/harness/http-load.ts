import { setTimeout as delay } from 'node:timers/promises';
import { HttpLine, type Question, type Reply, wireText } from './http-line.js';

const FIRST_TRIES = 5;
const TRY_AGAIN_MS = 1000;

export interface Load {
  readonly perSecond: number;
  /** Times of the answers, the shortest first. */
  readonly tookMs: readonly number[];
}

/** Asks one question over several connections, each again as soon as it is answered, for `lastsMs`. */
export async function loadWith(
  base: string,
  question: Question,
  { connections, lastsMs }: { readonly connections: number; readonly lastsMs: number },
): Promise<Load> {
  const wire = wireText(base, question);
  const lines = await Promise.all(Array.from({ length: connections }, () => HttpLine.open(base)));
  const tookMs: number[] = [];
  const beginMs = performance.now();
  const endMs = beginMs + lastsMs;
  try {
    await Promise.all(
      lines.map(async (line) => {
        for (let askedMs = beginMs; askedMs < endMs;) {
          await answered(line, wire);
          const nowMs = performance.now();
          tookMs.push(nowMs - askedMs);
          askedMs = nowMs;
        }
      }),
    );
  } finally {
    for (const line of lines) line.close();
  }
  const perSecond = (tookMs.length / (performance.now() - beginMs)) * 1000;
  return { perSecond, tookMs: tookMs.sort((one, other) => one - other) };
}

/** Asks a question repeatedly over one connection; resolves to the times, sorted. A refused question counts as Infinity. */
export async function askRepeatedly(base: string, question: Question, times: number): Promise<number[]> {
  const wire = wireText(base, question);
  const line = await HttpLine.open(base);
  const tookMs: number[] = [];
  try {
    for (let time = 0; time < times; time++) {
      const askedMs = performance.now();
      const { status } = await line.ask(wire);
      tookMs.push(status === 200 ? performance.now() - askedMs : Infinity);
    }
  } finally {
    line.close();
  }
  return tookMs.sort((one, other) => one - other);
}

/** Asks until the first answer, for which code is compiled, and which a store that was just opened may put off. */
export async function askFirst(
  base: string,
  question: Question,
): Promise<Reply & { readonly tookMs: number }> {
  const line = await HttpLine.open(base);
  try {
    const wire = wireText(base, question);
    for (let left = FIRST_TRIES; ; left--) {
      const askedMs = performance.now();
      const reply = await line.ask(wire);
      const tookMs = performance.now() - askedMs;
      if (reply.status === 200) return { ...reply, tookMs };
      if (left === 0) throw new Error(`answered ${reply.status}: ${reply.body.toString()}`);
      await delay(TRY_AGAIN_MS);
    }
  } finally {
    line.close();
  }
}

async function answered(line: HttpLine, wire: Buffer): Promise<Reply> {
  const reply = await line.ask(wire);
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body.toString()}`);
  return reply;
}
