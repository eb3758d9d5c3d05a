import type { DecoderEvent } from '#decoder';

/** Largest number of lines in a row that count as lost: more of them are another numbering. */
const MOST_LOST = 1_000_000;
/** Lines that may come again or out of order. */
const MOST_BEHIND = 16;

/** Lines of a decoder, by its own numbers, that did not arrive. */
export interface LostLines {
  readonly from: number;
  readonly until: number;
}

/** Counts the lines that a decoder numbered and that did not arrive; its passings have no numbers of their own. */
export class LineCount {
  private latest: number | undefined;
  private lostCount = 0;
  private lostSinceMs: number | undefined;

  get lost(): number {
    return this.lostCount;
  }

  /** Moment of the first loss, ms since 1970. */
  get sinceMs(): number | undefined {
    return this.lostSinceMs;
  }

  /** Notes the lines of a chunk in their order. Returns the ranges that are missing between them. */
  note(events: readonly DecoderEvent[], nowMs: number): LostLines[] {
    const lost: LostLines[] = [];
    for (const event of events) {
      const sequence = event.kind === 'record' ? event.record.fields.sequence : undefined;
      if (sequence !== undefined) lost.push(...this.noteOne(sequence));
    }
    if (lost.length > 0) this.lostSinceMs ??= nowMs;
    for (const { from, until } of lost) this.lostCount += until - from + 1;
    return lost;
  }

  private noteOne(sequence: number): LostLines[] {
    const before = this.latest;
    // A decoder that was switched on again begins anew.
    if (
      before !== undefined &&
      sequence <= before &&
      sequence > before - MOST_BEHIND &&
      sequence > MOST_BEHIND
    )
      return [];
    this.latest = sequence;
    const missing = before === undefined ? 0 : sequence - before - 1;
    return missing > 0 && missing <= MOST_LOST ? [{ from: (before ?? 0) + 1, until: sequence - 1 }] : [];
  }
}
