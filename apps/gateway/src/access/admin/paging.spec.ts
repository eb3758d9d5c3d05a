import { Problem } from '../../platform/problems/problem.js';
import { pageOf, readCursor, writeCursor } from './paging.js';

interface Row {
  readonly id: string;
  readonly atMs: number;
}

const rows: Row[] = [5, 3, 3, 1, 3].map((atMs, at) => ({ id: `row_${9 - at}`, atMs }));
const page = (limit: number, cursor?: string, of = rows) =>
  pageOf('rows', of, ({ atMs, id }) => [atMs, id], { limit, ...(cursor === undefined ? {} : { cursor }) });
const ids = (list: readonly Row[]): string[] => list.map(({ id }) => id);

describe(pageOf.name, () => {
  it.each([1, 2, 3, 5, 100])('has each row once, oldest first, by %d', (limit) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { rows: part, nextCursor } = page(limit, cursor);
      expect(part.length).toBeLessThanOrEqual(limit);
      found.push(...ids(part));
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(['row_6', 'row_5', 'row_7', 'row_8', 'row_9']);
  });

  it('goes on where it was, whatever is made or removed meanwhile', () => {
    const { nextCursor } = page(2);
    const changed = [...rows.filter(({ id }) => id !== 'row_5'), { id: 'old', atMs: 0 }];
    expect(ids(page(9, nextCursor ?? '', changed).rows)).toEqual(['row_7', 'row_8', 'row_9']);
  });

  it.each([
    ['no cursor', 'x'],
    ['one of another list', writeCursor('others', [1, 'a'])],
    ['one without a place', writeCursor('rows', [])],
    ['one with more than a place', writeCursor('rows', [1, 'a', 2])],
    ['one written otherwise', Buffer.from('["rows", 1, "a"]').toString('base64url')],
  ])('refuses %s', (_, cursor) => {
    expect(() => page(1, cursor)).toThrow(Problem);
  });
});

describe(readCursor.name, () => {
  it('gives the place that was written', () => {
    expect(readCursor('rows', writeCursor('rows', [1, 'a']))).toEqual([1, 'a']);
  });
});
