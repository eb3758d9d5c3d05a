import type { PassingsRepository } from '#passings';
import { isOfDemo, mayBeOfDemo } from '../../platform/config/demo-numbering.js';

/**
 * Removes the passings that the demo of an earlier version left among the real ones, and resolves to their number. Afterwards
 * no highest number is the demo's any more, so that the passings are looked through only once.
 */
export async function removeDemoPassings(repository: PassingsRepository): Promise<number> {
  let taken = 0;
  for (const [decoderId, highest] of await repository.highestNumbers())
    if (highest !== undefined && mayBeOfDemo(decoderId, highest))
      taken += await repository.takeOut(decoderId, isOfDemo);
  return taken;
}
