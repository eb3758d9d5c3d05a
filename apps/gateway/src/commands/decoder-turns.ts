const MOST_WAITING = 8;

/** Lets each decoder be asked by one request at a time, in their order, and few of them wait. */
export class DecoderTurns {
  private readonly lines = new Map<string, { waiting: number; last: Promise<unknown> }>();

  isFull(decoderId: string): boolean {
    return (this.lines.get(decoderId)?.waiting ?? 0) >= MOST_WAITING;
  }

  /** `work` must not reject: nobody behind it may wait for ever. */
  take<Value>(decoderId: string, work: () => Promise<Value>): Promise<Value> {
    const line = this.lines.get(decoderId) ?? { waiting: 0, last: Promise.resolve() };
    this.lines.set(decoderId, line);
    line.waiting++;
    const mine = line.last.then(work).finally(() => {
      line.waiting--;
      if (line.waiting === 0) this.lines.delete(decoderId);
    });
    line.last = mine;
    return mine;
  }
}
