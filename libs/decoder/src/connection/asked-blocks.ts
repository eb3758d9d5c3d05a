import type { NumberRange } from '../commands/audit-plan.js';

/** What was asked for may come so much later: over a slow line, or from a slow decoder. */
const LATE_MS = 60_000;

interface AskedBlock {
  readonly block: NumberRange;
  /** Infinity while it is waited for. */
  untilMs: number;
}

/** The numbers that a decoder was asked for on this connection: passings of these numbers may be old. */
export class AskedBlocks {
  private blocks: AskedBlock[] = [];

  /** `nowMs` is of a clock that nobody sets. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** It is asked for now; to be called when nobody waits for it any more. */
  begin(block: NumberRange): () => void {
    const asked = { block, untilMs: Infinity };
    this.blocks = [...this.blocks.filter(({ untilMs }) => untilMs > this.nowMs()), asked];
    return () => {
      asked.untilMs = this.nowMs() + LATE_MS;
    };
  }

  has(number: number): boolean {
    return this.blocks.some(
      ({ block, untilMs }) => number >= block.from && number <= block.until && untilMs > this.nowMs(),
    );
  }

  /** Another connection. */
  forget(): void {
    this.blocks = [];
  }
}
