import type { WireId } from '#decoder';
import { isTelling, type NumberRange, type PassingsRepository, type Witness } from '#passings';
import type { DecoderDialogue } from '../../intake/recovery/decoder-dialogue.js';
import { LARGEST_BLOCK } from '../../intake/recovery/next-block.js';

/** Comparison of the passings that a decoder sends with those that are kept under the same numbers. */
export interface Comparison {
  /** Count of numbers whose passing was compared. */
  readonly compared: number;
  /** Count of numbers that are kept with another passing than the decoder has. */
  readonly differing: number;
  /** Numbers that are kept with the passing that the decoder has. */
  readonly kept: ReadonlySet<number>;
}

interface Compared {
  readonly dialogue: DecoderDialogue;
  readonly decoderId: string;
  readonly wireId: WireId | undefined;
  readonly repository: PassingsRepository;
}

const SAMPLE = 100;
const SINGLES = 8;

/** Returns the oldest and the newest numbers, and a few between them: passings of another numbering begin at the oldest. */
export function samplesOf({ from, until }: NumberRange): NumberRange[] {
  if (until < from) return [];
  if (until - from < 2 * SAMPLE) return [{ from, until }];
  const [low, high] = [from + SAMPLE, until - SAMPLE];
  const step = Math.max(1, Math.floor((high - low) / SINGLES));
  const singles = Array.from({ length: SINGLES }, (_, at) => low + at * step).filter(
    (number) => number < high,
  );
  return [
    { from, until: low - 1 },
    ...singles.map((number) => ({ from: number, until: number })),
    { from: high, until },
  ];
}

export function wholeOf({ from, until }: NumberRange): NumberRange[] {
  const blocks: NumberRange[] = [];
  for (let next = from; next <= until; next += LARGEST_BLOCK)
    blocks.push({ from: next, until: Math.min(next + LARGEST_BLOCK - 1, until) });
  return blocks;
}

/** Compares the decoder's passings with the kept ones, up to the first block that fails: fetching tells the reason. */
export async function comparedWithKept(
  { dialogue, decoderId, wireId, repository }: Compared,
  blocks: readonly NumberRange[],
  keptNumbers: ReadonlySet<number>,
): Promise<Comparison> {
  const sent: Witness[] = [];
  const worthLooking = blocks.filter(({ from, until }) => {
    for (let number = from; number <= until; number++) if (keptNumbers.has(number)) return true;
    return false;
  });
  for (const block of worthLooking) {
    const answer = await dialogue.look(block, wireId);
    sent.push(...answer.sent);
    if (answer.trouble !== undefined) break;
  }
  const known = sent.filter((passing) => keptNumbers.has(passing.number) && isTelling(passing));
  const kept = await repository.keptAmong(decoderId, known);
  const differing = new Set(known.map(({ number }) => number).filter((number) => !kept.has(number)));
  return { compared: new Set(known.map(({ number }) => number)).size, differing: differing.size, kept };
}
