/** What is asked: for what is known of a name, and for what the storage has of it. */
interface Asked<Found> {
  recent(name: string): Found;
  findAnew(name: string): Promise<Found>;
}

/**
 * The record of this name, if it is proven. What was read a moment ago will do where it is; whatever else is asked for
 * takes one look into the storage, be the name unknown or the proof wrong, so that the time does not tell which.
 */
export async function findProven<Found>(
  records: Asked<Found>,
  name: string,
  /** Has as much to do where there is none. */
  isProven: (found: Found) => boolean,
): Promise<Found | undefined> {
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
