const MOST_CLAIMS = 8;

interface Line {
  claims: number;
  last: Promise<unknown>;
}

/** Lets each decoder be asked by one request at a time, in their order, and only a few requests wait for it. */
export class DecoderTurns {
  private readonly lines = new Map<string, Line>();

  /**
   * Takes a place in the line of each decoder, to be given back by `release`; false, and none taken, where a line is full.
   */
  claim(decoderIds: readonly string[]): boolean {
    if (decoderIds.some((id) => (this.lines.get(id)?.claims ?? 0) >= MOST_CLAIMS)) return false;
    for (const id of decoderIds) {
      const line = this.lines.get(id) ?? { claims: 0, last: Promise.resolve() };
      line.claims++;
      this.lines.set(id, line);
    }
    return true;
  }

  release(decoderIds: readonly string[]): void {
    for (const id of decoderIds) {
      const line = this.lines.get(id);
      if (line !== undefined && --line.claims === 0) this.lines.delete(id);
    }
  }

  /** Runs `work` in its turn, with a claim only. Its rejection goes to the caller, and the next turns go on. */
  take<Value>(decoderId: string, work: () => Promise<Value>): Promise<Value> {
    const line = this.lines.get(decoderId);
    if (line === undefined) throw new Error(`a turn at ${decoderId} without a claim`);
    const mine = line.last.then(work);
    line.last = mine.catch(() => undefined);
    return mine;
  }
}
