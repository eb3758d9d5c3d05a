import {
  type DecoderLedger,
  isCounted,
  isSamePassing,
  isTelling,
  type Unproven,
  type Witness,
} from '#passings';

export const MOST_COMPARED = 200;

/** Returns the sent passings that can be compared with the kept ones: the newest up to `highest`, and the newest since. */
export function toCompare(
  sent: readonly Witness[],
  ledger: DecoderLedger,
  { highest, arrived }: Pick<Unproven, 'highest' | 'arrived'>,
): readonly Witness[] {
  const dropped = ledger.droppedUntil?.number ?? -1;
  const compared = sent
    .filter((passing) => passing.number > dropped && isCounted(ledger, passing.number) && isTelling(passing))
    .filter((passing) => !arrived.some((each) => isSamePassing(each, passing)));
  const before = compared.filter(({ number }) => number <= highest);
  const since = compared.filter(({ number }) => number > highest);
  return [...before.slice(-MOST_COMPARED), ...since.slice(-MOST_COMPARED)];
}

/** Returns the numbers under which passings came, and under which the decoder has other passings by now. */
export function numbersReplaced(sent: readonly Witness[], arrived: readonly Witness[]): readonly number[] {
  return sent
    .filter((passing) => arrived.some((came) => isReplacedBy(came, passing)))
    .map(({ number }) => number);
}

function isReplacedBy(came: Witness, sent: Witness): boolean {
  const isTold = isTelling(came) && isTelling(sent);
  return isTold && came.number === sent.number && !isSamePassing(came, sent);
}

/** Returns the last number counted before the sent ones: where the lowest of these is missing, the one before its hole. */
export function countedBefore(sent: readonly Witness[], highest: number, { missing }: DecoderLedger): number {
  const lowest = Math.min(...sent.map(({ number }) => number));
  const range = missing.rangeWith(lowest);
  return range === undefined ? highest : Math.min(highest, range.from - 1);
}
