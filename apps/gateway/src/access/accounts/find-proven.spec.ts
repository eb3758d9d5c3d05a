import { findProven } from './find-proven.js';

interface Kept {
  readonly secret: string;
}

describe(findProven.name, () => {
  let recent: Kept | undefined;
  let stored: Kept | Error | undefined;
  let looks: number;
  let comparisons: number;
  beforeEach(() => {
    [recent, stored, looks, comparisons] = [undefined, undefined, 0, 0];
  });

  const records = {
    recent: () => recent,
    findAnew: () => {
      looks++;
      return stored instanceof Error ? Promise.reject(stored) : Promise.resolve(stored);
    },
  };
  const find = (secret: string): Promise<Kept | undefined> =>
    findProven<Kept | undefined>(records, 'name', (kept) => {
      comparisons++;
      return kept?.secret === secret;
    });

  it('takes what was read a moment ago where that is proven', async () => {
    recent = { secret: 'right' };
    expect(await find('right')).toBe(recent);
    expect([looks, comparisons]).toEqual([0, 1]);
  });

  it('looks into the storage once, and compares as often, whatever is wrong', async () => {
    expect(await find('right')).toBeUndefined();
    expect([looks, comparisons]).toEqual([1, 2]);
    recent = { secret: 'right' };
    stored = recent;
    expect(await find('wrong')).toBeUndefined();
    expect([looks, comparisons]).toEqual([2, 4]);
  });

  it('takes a secret that was changed elsewhere at once', async () => {
    recent = { secret: 'old' };
    stored = { secret: 'new' };
    expect(await find('new')).toBe(stored);
  });

  it('goes by what it knows while the storage is away, and tells nobody else what that is', async () => {
    stored = new Error('away');
    recent = { secret: 'right' };
    expect(await find('right')).toBe(recent);
    await expect(find('wrong')).rejects.toThrow('away');
    recent = undefined;
    await expect(find('right')).rejects.toThrow('away');
  });
});
