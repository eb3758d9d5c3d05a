export interface AheadLimits<Item> {
  /** Most results that are begun while one is used. */
  readonly most: number;
  /** Largest weight of all begun results together; a heavier one is begun alone. */
  readonly mostWeight: number;
  readonly weightOf: (item: Item) => number;
}

/**
 * Begins the next results while one is used, and yields them in order. An early end begins no further ones; a failure
 * of those under way is ignored then.
 */
export async function* readAhead<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  { most, mostWeight, weightOf }: AheadLimits<Item>,
  begin: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: { readonly result: Promise<Result>; readonly weight: number }[] = [];
  let begunWeight = 0;
  for await (const item of items) {
    const weight = weightOf(item);
    for (let [first] = begun; first !== undefined; [first] = begun) {
      if (begun.length <= most && begunWeight + weight <= mostWeight) break;
      begun.shift();
      begunWeight -= first.weight;
      yield await first.result;
    }
    const result = begin(item);
    result.catch(() => undefined);
    begun.push({ result, weight });
    begunWeight += weight;
  }
  for (const { result } of begun) yield await result;
}
