/** A limit for each source, never for all together. */
export class LimitPerSource {
  private readonly taken = new Map<string, number>();

  constructor(private readonly mostOfASource: number) {}

  /** Returns a function that frees the place; undefined where the source has as many as it may. */
  take(source: string): (() => void) | undefined {
    const count = this.taken.get(source) ?? 0;
    if (count >= this.mostOfASource) return undefined;
    this.taken.set(source, count + 1);
    return () => {
      const left = (this.taken.get(source) ?? 1) - 1;
      if (left > 0) this.taken.set(source, left);
      else this.taken.delete(source);
    };
  }
}
