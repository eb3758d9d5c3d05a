/** A record by its name: as it is known here (`recent`), and as the storage has it now (`findAnew`). */
interface Asked<Found> {
  recent(name: string): Found;
  findAnew(name: string): Promise<Found>;
}

/**
 * Returns the record of this name, if it is proven. A recent answer is enough for that; every other case takes one look into
 * the storage, be the name unknown or the proof wrong, so that the time does not tell which.
 */
export async function findProven<Found>(
  records: Asked<Found>,
  name: string,
  /** Has to do as much work for an unknown name. */
  isProven: (found: Found) => boolean,
): Promise<Found | undefined> {
  const recent = records.recent(name);
  if (isProven(recent)) return recent;
  try {
    const found = await records.findAnew(name);
    return isProven(found) ? found : undefined;
  } catch (error) {
    // The storage is away, and its last answer counts for longer by now.
    const known = records.recent(name);
    if (isProven(known)) return known;
    throw error;
  }
}
