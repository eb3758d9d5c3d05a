import { LongReads } from './long-reads.js';

describe(LongReads.name, () => {
  it('reads one at once, the rest in their order', async () => {
    const reads = new LongReads();
    const begun: string[] = [];
    const finish: (() => void)[] = [];
    const long = (name: string): Promise<void> =>
      reads.take(() => {
        begun.push(name);
        return new Promise((resolve) => finish.push(resolve));
      });
    const all = ['a', 'b', 'c', 'd'].map(long);
    for (let each = 0; each < all.length; each++) {
      await new Promise(setImmediate);
      expect(begun).toEqual(['a', 'b', 'c', 'd'].slice(0, each + 1));
      finish[each]?.();
      await all[each];
    }
  });

  it('refuses whoever would wait for more than ten seconds, and says how long that would be', async () => {
    let nowMs = 0;
    const reads = new LongReads(() => nowMs);
    const slow = (): Promise<void> =>
      reads.take(() => {
        nowMs += 2000;
        return Promise.resolve();
      });
    // Until it is known that they take two seconds each.
    for (let each = 0; each < 100; each++) await slow();

    const finish: (() => void)[] = [];
    const long = (): Promise<void> => reads.take(() => new Promise((resolve) => finish.push(resolve)));
    const taken = Array.from({ length: 6 }, long);
    await new Promise(setImmediate);
    taken.push(long());
    const tooMany = { status: 503, reason: 'request.too_many_long', headers: { 'Retry-After': '12' } };
    await expect(long()).rejects.toMatchObject(tooMany);
    while (finish.length < taken.length) {
      for (const each of finish) each();
      await new Promise(setImmediate);
    }
    for (const each of finish) each();
    await Promise.all(taken);
    await slow();
  });

  it('refuses whoever comes when very many wait, however fast that goes', async () => {
    let nowMs = 0;
    const reads = new LongReads(() => nowMs++);
    for (let each = 0; each < 100; each++) await reads.take(() => Promise.resolve());
    let finish: () => void = () => undefined;
    const first = reads.take(() => new Promise<void>((resolve) => (finish = resolve)));
    await new Promise(setImmediate);
    const waiting = Array.from({ length: 250 }, () => reads.take(() => Promise.resolve()));
    await expect(reads.take(() => Promise.resolve())).rejects.toMatchObject({
      headers: { 'Retry-After': '1' },
    });
    finish();
    await Promise.all([first, ...waiting]);
  });
});
