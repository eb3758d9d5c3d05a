import { DecoderTurns } from './decoder-turns.js';

describe(DecoderTurns.name, () => {
  it('lets one work at a time for each decoder, in their order, and others side by side', async () => {
    const turns = new DecoderTurns();
    const seen: string[] = [];
    const ends: ((isGood: boolean) => void)[] = [];
    const work = (name: string) => () => {
      seen.push(name);
      return new Promise<void>((resolve, reject) =>
        ends.push((isGood) => {
          if (isGood) resolve();
          else reject(new Error(name));
        }),
      );
    };
    turns.claim(['a', 'b']);
    const all = [turns.take('a', work('a1')), turns.take('a', work('a2')), turns.take('b', work('b1'))];
    await Promise.resolve();
    expect(seen).toEqual(['a1', 'b1']);
    for (const end of ends.splice(0)) end(false);
    await expect(all[0]).rejects.toThrow('a1');
    await expect(all[2]).rejects.toThrow('b1');
    expect(seen).toEqual(['a1', 'b1', 'a2']);
    for (const end of ends.splice(0)) end(true);
    await all[1];
  });

  it('has eight places for each decoder, all asked for at once or none taken, and takes them back', () => {
    const turns = new DecoderTurns();
    for (let claim = 1; claim <= 8; claim++) expect(turns.claim(['a'])).toBe(true);
    expect([turns.claim(['a']), turns.claim(['b', 'a']), turns.claim(['b'])]).toEqual([false, false, true]);
    turns.release(['a']);
    expect([turns.claim(['b', 'a']), turns.claim(['a'])]).toEqual([true, false]);
    expect(() => turns.take('c', () => Promise.resolve())).toThrow('without a claim');
  });
});
