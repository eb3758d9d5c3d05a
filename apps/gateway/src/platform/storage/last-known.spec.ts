import { LastKnown } from './last-known.js';
import type { StorageTrouble } from './storage-trouble.js';
import { StorageWatch } from './storage-watch.js';

const FRESH_MS = 800;
const MINUTE_MS = 60_000;

class Watched extends StorageWatch {
  seen: StorageTrouble | undefined;

  override readTrouble(): StorageTrouble | undefined {
    return this.seen;
  }

  override trouble(): StorageTrouble | undefined {
    return this.seen;
  }

  override unconfirmed(): undefined {
    return undefined;
  }

  override unreadable(trouble: StorageTrouble): void {
    this.seen = trouble;
  }
}

describe(LastKnown.name, () => {
  let nowMs = 0;
  let watch: Watched;
  let known: LastKnown<string>;
  let stored: Map<string, string>;
  let failing: Error | undefined;
  let asked = 0;
  const find = (name: string): Promise<string | undefined> =>
    known.find(name, () => {
      asked++;
      return failing === undefined ? Promise.resolve(stored.get(name)) : Promise.reject(failing);
    });
  const away = (): void => {
    failing = new Error('Command timed out');
  };

  beforeEach(() => {
    [nowMs, asked, failing] = [0, 0, undefined];
    stored = new Map([['a', 'one']]);
    watch = new Watched();
    known = new LastKnown(watch, () => nowMs);
  });

  it('asks the storage once in 800 ms, however often it is wanted', async () => {
    expect(await find('a')).toBe('one');
    stored.set('a', 'two');
    nowMs = FRESH_MS - 1;
    expect([await find('a'), asked]).toEqual(['one', 1]);
    nowMs = FRESH_MS;
    expect([await find('a'), asked]).toEqual(['two', 2]);
  });

  it('counts that second from the question: what is revoked by others during the answer is known in time', async () => {
    let answer: (value: string) => void = () => undefined;
    const early = known.find('a', () => new Promise((resolve) => (answer = resolve)));
    nowMs = FRESH_MS - 1;
    answer('one');
    await early;
    nowMs = FRESH_MS;
    stored.delete('a');
    expect(await find('a')).toBeUndefined();
  });

  it('has nothing of its own where the storage says nothing', async () => {
    await find('a');
    stored.delete('a');
    nowMs = FRESH_MS;
    expect(await find('a')).toBeUndefined();
    stored.set('a', 'two');
    expect(await find('a')).toBe('two');
  });

  it('goes by it while the storage cannot be read, waits for that once, and tells it', async () => {
    await find('a');
    away();
    nowMs = FRESH_MS;
    expect(await find('a')).toBe('one');
    expect(watch.seen).toBe('slow');
    expect([await find('a'), asked]).toEqual(['one', 2]);
    failing = undefined;
    stored.set('a', 'two');
    watch.seen = undefined;
    expect(await find('a')).toBe('two');
  });

  it('knows nothing that it was not asked for before', async () => {
    away();
    await expect(find('a')).rejects.toThrow('Command timed out');
    await expect(find('b')).rejects.toThrow('Command timed out');
  });

  it('asks nevertheless where it knows nothing: the storage may be back', async () => {
    watch.seen = 'down';
    expect(await find('a')).toBe('one');
  });

  it('forgets after five minutes', async () => {
    await find('a');
    away();
    nowMs = 5 * MINUTE_MS - 1;
    expect(await find('a')).toBe('one');
    nowMs = 5 * MINUTE_MS;
    await expect(find('a')).rejects.toThrow('Command timed out');
  });

  it('knows at once what was changed through it', async () => {
    await find('a');
    await known.changing('a', () => {
      stored.set('a', 'two');
      return Promise.resolve(true);
    });
    expect(await find('a')).toBe('two');
  });

  it.each([
    ['was made', () => Promise.resolve(true)],
    ['may have been made', () => Promise.reject(new Error('Command timed out'))],
  ])('forgets what a change that %s is about', async (_, change) => {
    await find('a');
    await known.changing('a', change).catch(() => undefined);
    away();
    await expect(find('a')).rejects.toThrow('Command timed out');
  });

  it('does not keep what was asked before a change and answered during it', async () => {
    let answer: (value: string) => void = () => undefined;
    const early = known.find('a', () => new Promise((resolve) => (answer = resolve)));
    await known.changing('a', async () => {
      answer('one');
      await early;
    });
    away();
    await expect(find('a')).rejects.toThrow('Command timed out');
  });

  it('is no cloak for faults of ours', async () => {
    await find('a');
    failing = new TypeError('a bug');
    nowMs = FRESH_MS;
    await expect(find('a')).rejects.toThrow('a bug');
  });

  it('is bounded, and keeps the newest', async () => {
    for (let each = 0; each <= 10_000; each++) await known.find(String(each), () => Promise.resolve('x'));
    away();
    await expect(find('0')).rejects.toThrow('Command timed out');
    expect(await find('10000')).toBe('x');
  });
});
