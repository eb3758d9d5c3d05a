import { allPages } from './all-pages.js';

const PAGES: Readonly<Record<string, object>> = {
  '/rows': { success: true, rows: [1, 2], count: 2, next_cursor: 'a' },
  '/rows?cursor=a': { success: true, rows: [3, 4], count: 2, next_cursor: 'b' },
  '/rows?cursor=b': { success: true, rows: [5], count: 1, next_cursor: null },
  '/rows?limit=2': { success: true, rows: [1, 2], count: 2, next_cursor: 'a' },
  '/rows?limit=2&cursor=a': { success: true, rows: [3, 4], count: 2, next_cursor: null },
  '/decoders': { success: true, decoders: [1], count: 1 },
};
const ask = (path: string) => Promise.resolve({ ...PAGES[path] });

describe(allPages.name, () => {
  it.each<[string, number | undefined, object]>([
    ['/rows', undefined, { rows: [1, 2, 3, 4, 5], count: 5, next_cursor: null }],
    ['/rows', 5, { rows: [1, 2, 3, 4, 5], count: 5, next_cursor: null }],
    ['/rows', 3, { rows: [1, 2, 3], count: 3, next_cursor: 'b' }],
    ['/rows', 2, { rows: [1, 2], count: 2, next_cursor: 'a' }],
    ['/rows?limit=2', undefined, { rows: [1, 2, 3, 4], count: 4, next_cursor: null }],
    ['/decoders', undefined, { decoders: [1], count: 1 }],
  ])('makes one answer of %s, %s rows at the most', async (path, most, answer) => {
    expect(await allPages(ask, path, most)).toEqual({ success: true, ...answer });
  });
});
