import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import type { Request, Response } from 'express';
import type { Sites } from '#passings';
import { NaivePassingsRepository } from '../../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { StoredBatches } from '../../../intake/ingest/stored-batches.js';
import { readEnvironment } from '../../../platform/config/environment.js';
import { FeedTails } from '../tail/feed-tails.js';
import { Streams } from './streams.js';

const HEARTBEAT_MS = 15_000;

/** The members of an answer that a stream uses. */
class FakeResponse extends EventEmitter {
  text = '';
  isEnded = false;
  readonly set = (): this => this;
  readonly flushHeaders = (): void => undefined;
  readonly destroy = (): void => undefined;

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  end(text = ''): void {
    this.text += text;
    this.isEnded = true;
    this.emit('close');
  }
}

describe(Streams.name, () => {
  let response: FakeResponse;
  let streams: Streams;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    response = new FakeResponse();
    const repository = new NaivePassingsRepository();
    const sites: Sites = { of: () => repository };
    streams = new Streams(sites, new FeedTails(sites, new StoredBatches(), readEnvironment({})));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const follow = (isStillAllowed: () => Promise<boolean>): Promise<void> =>
    streams.follow(
      'main',
      {},
      { method: 'GET', get: () => undefined } as unknown as Request,
      response as unknown as Response,
      isStillAllowed,
    );
  const passTime = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('shows each 15 s that it lives, and how far it is', async () => {
    const over = follow(() => Promise.resolve(true));
    await passTime(HEARTBEAT_MS - 100);
    expect(response.text).toBe('retry: 1000\nid: naive.0\n\n');
    await passTime(200);
    expect(response.text).toContain(': heartbeat\nid: naive.0\n\n');
    response.emit('close');
    await over;
  });

  it('ends with the credentials that opened it, within 15 s', async () => {
    let isAllowed = true;
    const over = follow(() => Promise.resolve(isAllowed));
    await passTime(2 * HEARTBEAT_MS + 100);
    expect(response.isEnded).toBe(false);
    isAllowed = false;
    await passTime(HEARTBEAT_MS + 100);
    await over;
    expect(response.text).toMatch(/event: end\ndata: {"reason":"auth.invalid_credentials","message":/);
    expect(response.isEnded).toBe(true);
  });
});
