import { readAhead } from './read-ahead.js';

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const taken: Value[] = [];
  for await (const value of values) taken.push(value);
  return taken;
}

const upTo = (most: number) => ({ most, mostWeight: Infinity, weightOf: () => 1 });

describe(readAhead.name, () => {
  it('gives all in order, whichever is ready first', async () => {
    const waits = [3, 1, 2, 0];
    const read = (item: number): Promise<number> =>
      new Promise((resolve) => setTimeout(resolve, waits[item], item));
    expect(await all(readAhead([0, 1, 2, 3], upTo(2), read))).toEqual([0, 1, 2, 3]);
    expect(await all(readAhead([], upTo(2), read))).toEqual([]);
  });

  it('begins so many before one is used, and no more', async () => {
    const begun: number[] = [];
    const values = readAhead([0, 1, 2, 3, 4], upTo(2), (item) => {
      begun.push(item);
      return Promise.resolve(item);
    });
    await values.next();
    expect(begun).toEqual([0, 1, 2]);
    await values.next();
    expect(begun).toEqual([0, 1, 2, 3]);
    await values.return(undefined);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('begins what is heavy alone, and no more than weighs so much beside what is used', async () => {
    const begun: number[] = [];
    const limits = { most: 3, mostWeight: 10, weightOf: (item: number) => item };
    const values = readAhead([4, 5, 6, 50, 1], limits, (item) => {
      begun.push(item);
      return Promise.resolve(item);
    });
    const seen: (readonly number[])[] = [];
    for await (const item of values) seen.push([item, ...begun]);
    expect(seen).toEqual([
      [4, 4, 5],
      [5, 4, 5],
      [6, 4, 5, 6],
      [50, 4, 5, 6, 50],
      [1, 4, 5, 6, 50, 1],
    ]);
  });

  it('tells a failure in its turn, and none of what nobody waits for', async () => {
    const values = readAhead([0, 1, 2], upTo(2), (item) =>
      item === 1 ? Promise.reject(new Error('one')) : Promise.resolve(item),
    );
    expect(await values.next()).toEqual({ done: false, value: 0 });
    await expect(values.next()).rejects.toThrow('one');
    const ended = readAhead([0, 1], upTo(1), (item) =>
      item === 1 ? Promise.reject(new Error('one')) : Promise.resolve(item),
    );
    await ended.next();
    await ended.return(undefined);
    await new Promise(setImmediate);
  });
});
