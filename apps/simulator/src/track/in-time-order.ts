import type { Crossing } from './crossing.js';

interface Source {
  head: Crossing;
  readonly rest: Iterator<Crossing, unknown>;
  /** Decides between equal times, so that the order is the same each time. */
  readonly rank: number;
}

/** Merges sources that are each in order of time into one; a binary heap, since a track may have thousands. */
export function* inTimeOrder(sources: readonly Iterator<Crossing, unknown>[]): Generator<Crossing> {
  const heap: Source[] = [];
  sources.forEach((rest, rank) => {
    const next = rest.next();
    if (next.done !== true) heap.push({ head: next.value, rest, rank });
  });
  for (let at = heap.length >> 1; at >= 0; at--) sink(heap, at);

  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    yield first.head;
    const next = first.rest.next();
    if (next.done !== true) first.head = next.value;
    else {
      const last = heap.pop();
      if (last !== undefined && last !== first) heap[0] = last;
    }
    sink(heap, 0);
  }
}

function sink(heap: Source[], from: number): void {
  for (let at = from; ;) {
    const left = 2 * at + 1;
    const child = earlier(heap[left + 1], heap[left]) ? left + 1 : left;
    const above = heap[at];
    const below = heap[child];
    if (above === undefined || below === undefined || !earlier(below, above)) return;
    heap[at] = below;
    heap[child] = above;
    at = child;
  }
}

function earlier(a: Source | undefined, b: Source | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.head.timeUs < b.head.timeUs || (a.head.timeUs === b.head.timeUs && a.rank < b.rank);
}
