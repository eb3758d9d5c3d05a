/** A row of the feed, as far as it tells passings apart. */
export interface FollowedRow {
  readonly decoder_id: string;
  readonly passing_number: number;
  readonly rtc_time_us: string;
  readonly cursor: string;
}

/** The passings that a reader has, and how often it got one again without being told that it may. */
export class SeenPassings {
  private readonly seen = new Map<string, { readonly timeUs: string; readonly rewinds: number }>();
  private readonly again: string[] = [];
  rewinds = 0;
  rows = 0;

  take({ decoder_id, passing_number, rtc_time_us: timeUs }: FollowedRow): void {
    this.rows++;
    const key = `${decoder_id} ${passing_number}`;
    const before = this.seen.get(key);
    // A passing that was dated anew comes again, with another time.
    if (before?.timeUs === timeUs && before.rewinds === this.rewinds) this.again.push(key);
    this.seen.set(key, { timeUs, rewinds: this.rewinds });
  }

  /** Hears that passings may come again. */
  rewound(): void {
    this.rewinds++;
  }

  get repeats(): number {
    return this.again.length;
  }

  /** Counts what the reader lacks of the kept passings, and what it has beside them. */
  compare(kept: ReadonlyMap<string, string>): { readonly lacking: number; readonly beside: number } {
    const lacking = [...kept].filter(([key, timeUs]) => this.seen.get(key)?.timeUs !== timeUs);
    const beside = [...this.seen.keys()].filter((key) => !kept.has(key));
    return { lacking: lacking.length, beside: beside.length };
  }
}
