import type { Records } from './records.js';

/**
 * The record of this name, if it is proven. What was read a moment ago will do where it is; whatever else is asked for
 * takes one look into the storage, be the name unknown or the proof wrong, so that the time does not tell which.
 */
export async function findProven<Value>(
  records: Pick<Records<Value>, 'recent' | 'findAnew'>,
  name: string,
  /** Has as much to do where there is none. */
  isProven: (value: Value | undefined) => boolean,
): Promise<Value | undefined> {
  const recent = records.recent(name);
  if (isProven(recent)) return recent;
  try {
    const found = await records.findAnew(name);
    return isProven(found) ? found : undefined;
  } catch (error) {
    // The storage is away, and what it said a short time ago counts for longer.
    const known = records.recent(name);
    if (isProven(known)) return known;
    throw error;
  }
}
