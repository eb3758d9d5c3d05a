import { NaivePassingsRepository } from '../../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { aPassing } from '../../../../../../libs/passings/src/testing/a-passing.js';
import { filterOf } from '../feed-filter.js';
import { FeedTail } from './feed-tail.js';
import { FeedBatches } from './feed-batches.js';

describe(FeedBatches.name, () => {
  let repository: NaivePassingsRepository;
  let tail: FeedTail;

  beforeEach(() => {
    repository = new NaivePassingsRepository();
    tail = new FeedTail(repository.feed, () => undefined);
  });

  const store = (from: number, count: number) =>
    repository.store(
      Array.from({ length: count }, (_, at) =>
        aPassing({ passingNumber: from + at, timeUs: (from + at) * 1000, loopId: (from + at) % 2 }),
      ),
    );
  const batches = (loopId?: number): FeedBatches =>
    new FeedBatches(repository.feed, tail, loopId === undefined ? undefined : filterOf({ loop_id: loopId }));
  const { signal } = new AbortController();

  it('have 500 rows at most, and none of what does not match', async () => {
    await store(1, 1200);
    const first = await batches().next('naive.0', signal);
    expect([first?.rows.length, first?.until]).toEqual([500, 'naive.500']);
    const odd = await batches(1).next('naive.0', signal);
    expect([odd?.rows.length, odd?.until]).toEqual([500, 'naive.999']);
    const last = await batches(1).next('naive.999', signal);
    expect([last?.rows.length, last?.until, last?.notice]).toEqual([100, 'naive.1200', undefined]);
  });

  it('tell how far the search is, where little matches', async () => {
    await store(1, 6000);
    const none = await batches(7).next('naive.0', signal);
    expect([none?.rows.length, none?.until]).toEqual([0, 'naive.5000']);
  });

  it('wait for what comes, from the storage and from the tail', async () => {
    const leave = tail.enter();
    const next = batches().next('naive.0', signal);
    await store(1, 3);
    tail.poke();
    expect((await next)?.rows.map(({ cursor }) => cursor)).toEqual(['naive.1', 'naive.2', 'naive.3']);
    leave();
  });

  it('end with their signal', async () => {
    const ended = new AbortController();
    const next = batches().next('naive.0', ended.signal);
    ended.abort();
    expect(await next).toBeUndefined();
  });

  it('have the same rows again between two cursors, whatever came since', async () => {
    await store(1, 900);
    const first = await batches(1).next('naive.0', signal);
    await store(901, 600);
    expect(await batches(1).again('naive.0', first?.until ?? '')).toEqual(first?.rows);
  });

  it('begin at the oldest behind a cursor that is not known, and say so', async () => {
    await store(1, 2);
    expect(await batches().next('naive.9', signal)).toEqual({
      rows: [],
      until: 'naive.0',
      notice: 'unknown_cursor',
    });
    expect(await batches().again('naive.9', 'naive.10')).toBeUndefined();
  });
});
