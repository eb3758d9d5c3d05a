import type { PassingsRepository } from '#passings';
import { isOfDemo, mayBeOfDemo } from '../../platform/config/demo-numbering.js';

/**
 * Takes out what the demo of an earlier version left among the real passings; how many. Afterwards no highest number speaks
 * of it any more, so that the passings are looked through once.
 */
export async function removeDemoPassings(repository: PassingsRepository): Promise<number> {
  let taken = 0;
  for (const [decoderId, highest] of await repository.highestNumbers())
    if (highest !== undefined && mayBeOfDemo(decoderId, highest))
      taken += await repository.takeOut(decoderId, isOfDemo);
  return taken;
}
