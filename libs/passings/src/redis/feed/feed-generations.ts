import { randomBytes } from 'node:crypto';
import type { FeedGeneration } from '../../feed/feed-cursor.js';

/** Most generations that are told: an older cursor is not known any more. */
const MOST_GENERATIONS = 500;

/** Name of the feed, and its generations in the order in which they began. */
export interface FeedGenerations {
  readonly feed: string;
  readonly generations: readonly FeedGeneration[];
}

export function readGenerations(text: string): FeedGenerations {
  const { feed, generations } = JSON.parse(text) as {
    feed: string;
    generations: [id: string, parent: string, began: number][];
  };
  return { feed, generations: generations.map(([id, parent, began]) => ({ id, parent, began })) };
}

export function generationsText({ feed, generations }: FeedGenerations): string {
  return JSON.stringify({
    feed,
    generations: generations.map(({ id, parent, began }) => [id, parent, began]),
  });
}

/** Returns the generations with a new one behind them; those of a new feed where there are none. */
export function withGeneration(before: FeedGenerations | undefined, began: number): FeedGenerations {
  const generations = before?.generations ?? [];
  const next = { id: word(), parent: generations.at(-1)?.id ?? '', began };
  return { feed: before?.feed ?? word(), generations: [...generations, next].slice(-MOST_GENERATIONS) };
}

/** Returns the generation in force. */
export function newestOf({ generations }: Pick<FeedGenerations, 'generations'>): FeedGeneration {
  const newest = generations.at(-1);
  if (newest === undefined) throw new Error('the feed has no generation');
  return newest;
}

function word(): string {
  return randomBytes(5).toString('hex');
}
