import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { ChangingCall } from './audit-entry.js';

/**
 * The call that is being answered, for the audit trail of its changes. A change that the gateway makes of its own accord, as
 * at its start, has none.
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
