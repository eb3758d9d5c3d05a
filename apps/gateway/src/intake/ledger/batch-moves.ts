import {
  type DecoderLedger,
  isLaterThan,
  type KeptLedger,
  type LedgerChange,
  type Passing,
  type Witness,
} from '#passings';

/** News about a decoder's numbers from one batch. */
export interface LedgerNews {
  readonly isHoleOpen: boolean;
  /** Numbers too far above the others to be believed without the decoder's own word. */
  readonly far: readonly number[];
  /** Passings whose numbers are not above the others, and that were not kept before: they are of another numbering. */
  readonly below: readonly Witness[];
  /** The store has an older ledger than it had confirmed; what it lost is missing now, and was never asked for. */
  readonly setBack?: { readonly hasLostPassings: boolean };
}

export interface Move {
  readonly change: LedgerChange;
  readonly news: LedgerNews;
  /** Count of numbers that the ledger did not know. */
  readonly newNumbers: number;
}

export function changeOf(
  decoderId: string,
  kept: KeptLedger | undefined,
  ledger: DecoderLedger,
): LedgerChange {
  const before = kept?.isOfEarlierForm === true ? undefined : kept?.ledger;
  return { decoderId, from: kept?.version ?? 0, before, ledger };
}

/** Returns the last passing of the batch under this number. */
export function witnessIn(batch: readonly Passing[], decoderId: string, number: number): Witness | undefined {
  const passing = batch.findLast((each) => each.passingNumber === number && each.decoderId === decoderId);
  return passing && { number, rtcTimeUs: passing.rtcTimeUs, transponderId: passing.transponderId };
}

/** Returns fillers of holes that were timed after the newest kept passing, as passings of another numbering are. */
export function oddFillersIn(
  batch: readonly Passing[],
  decoderId: string,
  numbers: readonly number[],
  { missing, witness }: DecoderLedger,
): readonly Witness[] {
  if (missing.length === 0 || witness === null) return [];
  return numbers
    .filter((number) => number < witness.number && missing.rangeWith(number) !== undefined)
    .flatMap((number) => witnessIn(batch, decoderId, number) ?? [])
    .filter((filler) => isLaterThan(witness, filler));
}

/** Marks the passings whose numbers are too far above the others. */
export function marked(batch: readonly Passing[], moves: readonly Move[]): readonly Passing[] {
  if (moves.every(({ news }) => news.far.length === 0)) return batch;
  const far = new Map(moves.map(({ change, news }) => [change.decoderId, new Set(news.far)]));
  return batch.map((passing) =>
    passing.passingNumber !== null && far.get(passing.decoderId)?.has(passing.passingNumber) === true
      ? { ...passing, isNumberDoubtful: true }
      : passing,
  );
}

/** Passing numbers by decoder, in order of arrival. */
export function numbersOf(batch: readonly Passing[]): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  for (const { decoderId, passingNumber } of batch) {
    if (passingNumber === null) continue;
    const known = numbers.get(decoderId);
    if (known === undefined) numbers.set(decoderId, [passingNumber]);
    else known.push(passingNumber);
  }
  return numbers;
}
