/** What was read counts for a minute. */
const GOOD_FOR_MS = 60_000;
/** A machine that does not tell seldom begins to. */
const NOTHING_FOR_MS = 10 * 60_000;

/** For what costs much to read and changes slowly: asked often, read seldom. */
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
