import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { ChangingCall } from './audit-entry.js';

/**
 * The call that is being answered, for those who write what it changes. What the gateway changes of its own accord, as at
 * its start, has none.
 */
@Injectable()
export class CurrentCall {
  private readonly storage = new AsyncLocalStorage<ChangingCall>();

  during<Result>(call: ChangingCall, run: () => Result): Result {
    return this.storage.run(call, run);
  }

  get(): ChangingCall | undefined {
    return this.storage.getStore();
  }
}
