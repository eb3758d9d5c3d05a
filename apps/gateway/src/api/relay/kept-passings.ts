import type { KeptLedger, PassingColumns, PassingsRepository, ShownPassing } from '#passings';
import { LookBack } from './look-back.js';
import { type KeptStretch, NumberIndex } from './number-index.js';

const ALWAYS = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

/** The kept passings of one decoder's present numbering, found by their numbers. */
export class KeptPassings {
  private index = new NumberIndex();
  private known: KeptLedger | undefined;

  constructor(
    private readonly repository: PassingsRepository,
    private readonly decoderId: string,
    private readonly nowMs: () => number,
  ) {}

  /** Numbers that were found. */
  get numbers(): NumberIndex {
    return this.index;
  }

  /** Resolves to the ledger as it is kept; undefined where no passing has a number yet. */
  async ledger(): Promise<KeptLedger['ledger'] | undefined> {
    this.known = await this.repository.ledger(this.decoderId, this.known);
    return this.known?.ledger;
  }

  /** Looks through the passings of the present numbering, newest first; resolves to the number of the numbering. */
  async lookBack(): Promise<number | undefined> {
    const readAtMs = this.nowMs();
    const ledger = await this.ledger();
    this.index = new NumberIndex();
    if (ledger === undefined) return undefined;
    const looked = new LookBack(ledger, readAtMs);
    const newestFirst = { window: ALWAYS, order: 'desc', decoderId: this.decoderId } as const;
    for await (const columns of this.repository.read(newestFirst)) if (!takeAll(columns, looked)) break;
    this.index = looked.index;
    return ledger.epoch;
  }

  /** Notes a passing that was stored. Returns whether its number is new: one that was dated anew is stored again. */
  note({ passingNumber, isNumberDoubtful, timeUs }: ShownPassing): boolean {
    if (passingNumber === null || isNumberDoubtful) return true;
    return this.index.add(passingNumber, timeUs);
  }

  /** Resolves to the passings of a stretch, by number. Of two with one number the later one is of the present numbering. */
  async read({ fromNumber, untilNumber, window }: KeptStretch): Promise<readonly ShownPassing[]> {
    const found = new Map<number, ShownPassing>();
    const { decoderId } = this;
    for await (const columns of this.repository.read({ window, order: 'asc', decoderId }))
      for (let at = 0; at < columns.length; at++) {
        const number = columns.passingNumber[at] ?? -1;
        if (number < fromNumber || number > untilNumber || !this.index.has(number)) continue;
        const passing = columns.at(at);
        if (!passing.isNumberDoubtful) found.set(number, passing);
      }
    return [...found].sort(([one], [other]) => one - other).map(([, passing]) => passing);
  }
}

function takeAll(columns: PassingColumns, looked: LookBack): boolean {
  for (let at = 0; at < columns.length; at++) {
    const number = columns.passingNumber[at] ?? -1;
    if (number < 0 || columns.isNumberDoubtful[at] === 1) continue;
    const [timeUs = 0, receivedAtMs = 0] = [columns.timeUs[at], columns.receivedAtMs[at]];
    if (!looked.take({ number, timeUs, receivedAtMs })) return false;
  }
  return true;
}
