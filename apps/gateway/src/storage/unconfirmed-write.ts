import type { StorageTrouble } from './storage-trouble.js';

/** It may have been written or not, or may be lost again: nobody can tell, and no answer must say that it is done. */
export class UnconfirmedWrite extends Error {
  override readonly name = 'UnconfirmedWrite';

  constructor(readonly trouble: StorageTrouble) {
    super('the storage did not confirm a change');
  }
}
