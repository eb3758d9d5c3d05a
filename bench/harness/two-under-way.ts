import type { Passing } from '#passings';

/** Stores batch after batch, the next one sent before the one ahead of it is stored, as the gateway does under load. */
export async function twoUnderWay(
  batches: Iterable<readonly Passing[]>,
  store: (batch: readonly Passing[]) => Promise<unknown>,
): Promise<void> {
  let ahead: Promise<unknown> = Promise.resolve();
  for (const batch of batches) {
    const kept = store(batch);
    await ahead;
    ahead = kept;
  }
  await ahead;
}
