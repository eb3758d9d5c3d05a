import { DecoderTurns } from './decoder-turns.js';

describe(DecoderTurns.name, () => {
  it('lets one work at a time for each decoder, in their order, and others side by side', async () => {
    const turns = new DecoderTurns();
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => () => {
      seen.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const all = [turns.take('a', work('a1')), turns.take('a', work('a2')), turns.take('b', work('b1'))];
    await Promise.resolve();
    expect(seen).toEqual(['a1', 'b1']);
    for (const end of ends.splice(0)) end();
    await all[0];
    await all[2];
    expect(seen).toEqual(['a1', 'b1', 'a2']);
    for (const end of ends.splice(0)) end();
    await all[1];
  });

  it('is full at eight, and empty again when they are done', async () => {
    const turns = new DecoderTurns();
    const all = Array.from({ length: 8 }, () => turns.take('a', () => Promise.resolve()));
    expect([turns.isFull('a'), turns.isFull('b')]).toEqual([true, false]);
    await Promise.all(all);
    expect(turns.isFull('a')).toBe(false);
  });
});
