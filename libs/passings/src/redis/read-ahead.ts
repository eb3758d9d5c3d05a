/**
 * Begins the next so many while one is used, and gives them in order. Ended early, it begins no other; what was begun
 * and failed after that is nobody's trouble.
 */
export async function* readAhead<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  ahead: number,
  begin: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for await (const item of items) {
    const result = begin(item);
    result.catch(() => undefined);
    begun.push(result);
    if (begun.length <= ahead) continue;
    const first = begun.shift();
    if (first !== undefined) yield await first;
  }
  for (const each of begun) yield await each;
}
