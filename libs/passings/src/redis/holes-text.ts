import { type Leaf, leafOf, MissingNumbers } from '../ledger/missing-numbers.js';
import { type MissingRange, rangeOf } from '../ledger/missing-range.js';

/** Change of the hash of holes of a decoder that brings it to the state of a ledger. */
export interface HolesChange {
  /** Whether all former fields go. */
  readonly whole: boolean;
  /** Field and text, alternating. */
  readonly set: readonly string[];
  readonly drop: readonly string[];
}

/** Leaves that are read before the event loop turns. */
const LEAVES_AT_ONCE = 50;

/**
 * Returns the text of a leaf, which lies in a hash of its own for each decoder, under its lowest number. A range is the
 * count of numbers between it and the one before, its length, and how much later it was known; of joined holes the
 * length is negative, and the count of settled numbers follows.
 */
export function leafText({ ranges }: Leaf): string {
  const parts: number[] = [];
  let [behind, since] = [ranges[0]?.from ?? 0, 0];
  for (const { from, until, sinceMs, settled = 0 } of ranges) {
    const length = until - from + 1;
    parts.push(from - behind, ...(settled > 0 ? [-length, settled] : [length]), sinceMs - since);
    [behind, since] = [until + 1, sinceMs];
  }
  return parts.join();
}

export function readLeaf(field: string, text: string): MissingRange[] {
  const parts = text.split(',').map(Number);
  const ranges: MissingRange[] = [];
  let [behind, sinceMs] = [Number(field), 0];
  const next = (at: number): number => parts[at] ?? NaN;
  for (let at = 0; at < parts.length;) {
    const from = behind + next(at++);
    const length = next(at++);
    const settled = length < 0 ? next(at++) : 0;
    sinceMs += next(at++);
    behind = from + Math.abs(length);
    ranges.push(rangeOf({ from, until: behind - 1 }, sinceMs, settled));
  }
  if (!Number.isSafeInteger(behind + sinceMs))
    throw new Error(`the holes at ${field} cannot be read: ${text}`);
  return ranges;
}

/** Returns the change between two states; leaves that are the same object, nearly all of many, are not written. */
export function holesChange(before: MissingNumbers | undefined, now: MissingNumbers): HolesChange {
  const [old, kept] = [before?.leaves ?? [], now.leaves];
  let from = 0;
  while (from < old.length && old[from] === kept[from]) from++;
  let behind = 0;
  const most = Math.min(old.length, kept.length) - from;
  while (behind < most && old.at(-1 - behind) === kept.at(-1 - behind)) behind++;
  const changed = kept.slice(from, kept.length - behind);
  const fields = new Set(changed.map(fieldOf));
  const gone = old.slice(from, old.length - behind).map(fieldOf);
  return {
    whole: before === undefined,
    set: changed.flatMap((leaf) => [fieldOf(leaf), leafText(leaf)]),
    drop: gone.filter((field) => !fields.has(field)),
  };
}

/** Reads holes from field and text, alternating, in any order. */
export async function readHoles(fieldsAndTexts: readonly string[]): Promise<MissingNumbers> {
  const leaves: Leaf[] = [];
  for (let at = 0; at < fieldsAndTexts.length; at += 2) {
    leaves.push(leafOf(readLeaf(fieldsAndTexts[at] ?? '', fieldsAndTexts[at + 1] ?? '')));
    if (leaves.length % LEAVES_AT_ONCE === 0) await new Promise(setImmediate);
  }
  return MissingNumbers.ofLeaves(leaves.sort((one, other) => one.until - other.until));
}

function fieldOf({ ranges }: Leaf): string {
  return String(ranges[0]?.from);
}
