/** Use of a value that was read. */
const GOOD_FOR_MS = 60_000;
/** Use of a missing value: a machine that does not tell it seldom begins to. */
const NOTHING_FOR_MS = 10 * 60_000;

/** Caches a reading that costs much and changes slowly: asked often, read seldom. */
export function cachedReading<Value>(
  read: () => Promise<Value | undefined>,
  nowMs: () => number = () => performance.now(),
): () => Promise<Value | undefined> {
  let last: { readonly value: Value | undefined; readonly atMs: number } | undefined;
  return async () => {
    const goodForMs = last?.value === undefined ? NOTHING_FOR_MS : GOOD_FOR_MS;
    if (last === undefined || nowMs() - last.atMs >= goodForMs) {
      const atMs = nowMs();
      last = { value: await read(), atMs };
    }
    return last.value;
  };
}
