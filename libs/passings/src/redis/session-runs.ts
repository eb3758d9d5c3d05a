/** A run of passings without a gap. */
export interface Run {
  readonly firstUs: number;
  lastUs: number;
  count: number;
}

/** Runs without a gap of each transponder, built from summaries in order of time. */
export class SessionRuns {
  /** Runs by the transponder's dictionary number, which are dense: a year has hundreds of thousands of summaries. */
  private readonly runsOf: (Run[] | undefined)[] = [];
  private begun = 0;
  /** The runs among the first ones that may go on; undefined until those are known. */
  private open: readonly Run[] | undefined;

  constructor(private readonly gapUs: number) {}

  add(transponder: number, firstUs: number, lastUs: number, count: number): void {
    const runs = (this.runsOf[transponder] ??= []);
    const last = runs[runs.length - 1];
    if (last === undefined || firstUs - last.lastUs > this.gapUs) {
      runs.push({ firstUs, lastUs, count });
      this.begun++;
      return;
    }
    last.lastUs = lastUs;
    last.count += count;
  }

  *transponders(): Generator<number> {
    for (const number of this.runsOf.keys()) if (this.runsOf[number] !== undefined) yield number;
  }

  *each(): Generator<[transponder: number, run: Run]> {
    for (const number of this.transponders())
      for (const run of this.runsOf[number] ?? []) yield [number, run];
  }

  /** Whether `areFirstOver` can be true of `count` runs: a cheap test before the costly one. */
  mayBeOver(count: number): boolean {
    return this.gapUs !== Infinity && this.begun >= count;
  }

  /**
   * Whether the first `count` runs that `isAsked` are final: no summary from `doneUs` on changes them. Everything
   * before `doneUs` was added.
   */
  areFirstOver(count: number, doneUs: number, isAsked: (transponder: number, run: Run) => boolean): boolean {
    if (this.open === undefined) {
      const asked = Array.from(this.each()).filter(([number, run]) => isAsked(number, run));
      if (asked.length < count) return false;
      this.open = asked.map(([, run]) => run);
    }
    this.open = this.open.filter(({ lastUs }) => doneUs - lastUs <= this.gapUs);
    return this.open.length === 0;
  }
}
