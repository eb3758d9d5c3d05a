import { jest } from '@jest/globals';
import { PendingRequests } from './pending-requests.js';
import { RequestError } from './request-error.js';

const TIMEOUT_MS = 2000;

describe('PendingRequests', () => {
  let readMs: number;
  let requests: PendingRequests;
  beforeEach(() => {
    jest.useFakeTimers();
    readMs = 0;
    requests = new PendingRequests(
      () => ({ words: 'no', isUnsupported: false }),
      () => readMs,
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Lets time pass while the link is read or not. */
  async function pass(ms: number, isRead: boolean): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      if (isRead) readMs += 50;
      await jest.advanceTimersByTimeAsync(50);
    }
  }

  it('gives a question up that is not answered while the link is read', async () => {
    const answer = requests.expect('SESSION', 1, TIMEOUT_MS).catch((error: unknown) => error);
    await pass(TIMEOUT_MS + 100, true);
    expect(await answer).toEqual(RequestError.unanswered('SESSION', TIMEOUT_MS));
  });

  it('does not call an answer late that may lie there unread', async () => {
    let given: unknown;
    const answer = requests.expect('SESSION', 1, TIMEOUT_MS).then(
      () => undefined,
      (error: unknown) => {
        given = error;
      },
    );
    await pass(TIMEOUT_MS / 2, true);
    await pass(60_000, false);
    await pass(TIMEOUT_MS / 4, true);
    expect(given).toBeUndefined();
    await pass(TIMEOUT_MS / 2, true);
    await answer;
    expect(given).toBeInstanceOf(RequestError);
  });
});
