type Answer = Readonly<Record<string, unknown>>;

/** Resolves to a list from its first page on, as one answer with at most `most` rows. */
export async function allPages(
  ask: (path: string) => Promise<Answer>,
  path: string,
  most = Infinity,
): Promise<Answer> {
  const first = await ask(path);
  const [name, rows] = Object.entries(first).find(([, value]) => Array.isArray(value)) ?? [];
  if (name === undefined || !('next_cursor' in first)) return first;
  const all = [...(rows as unknown[])];
  let { next_cursor: cursor } = first;
  while (typeof cursor === 'string' && all.length < most) {
    const next = await ask(`${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
    all.push(...(next[name] as unknown[]));
    ({ next_cursor: cursor } = next);
  }
  const wanted = all.slice(0, most);
  const isWhole = cursor === null && wanted.length === all.length;
  return { ...first, [name]: wanted, count: wanted.length, next_cursor: isWhole ? null : cursor };
}
