/** A stretch of the sequence in which no number was given twice: it ends where the storage was set back. */
export interface FeedGeneration {
  readonly id: string;
  /** Id of the generation before it; '' for the first. */
  readonly parent: string;
  /** Sequence number at which it began. */
  readonly began: number;
}

/** The place of a reader: every lower number of this generation was read. */
export interface FeedCursor {
  /** Name of the feed, drawn with it: another site or a restored backup of another one has another. */
  readonly feed: string;
  readonly generation: FeedGeneration;
  readonly sequence: number;
}

/** The extent of a feed. */
export interface FeedExtent {
  readonly feed: string;
  /** In the order in which they began; the last one is in force. */
  readonly generations: readonly FeedGeneration[];
  /** Lowest number that is kept. */
  readonly oldest: number;
  /** Number of the next passing. */
  readonly next: number;
}

export interface FeedPlace {
  readonly sequence: number;
  /** Whether numbers that were read count no longer, because the storage was set back: passings may come again. */
  readonly isRewound: boolean;
}

const CURSOR = /^(\w+)-(\w+)-(\w*)-([0-9a-z]+)\.(\d{1,15})$/;

export function cursorText({ feed, generation, sequence }: FeedCursor): string {
  return `${generationText(feed, generation)}.${sequence}`;
}

/** Returns the part of a cursor in front of the point. */
export function generationText(feed: string, { id, parent, began }: FeedGeneration): string {
  return `${feed}-${id}-${parent}-${began.toString(36)}`;
}

/** Undefined where the text is no cursor. */
export function readCursor(text: string): FeedCursor | undefined {
  const [, feed = '', id = '', parent = '', began = '', sequence = ''] = CURSOR.exec(text) ?? [];
  if (feed === '') return undefined;
  return { feed, generation: { id, parent, began: parseInt(began, 36) }, sequence: Number(sequence) };
}

/** Whether a cursor is not behind another one of the same feed, where no number was given twice between them. */
export function isUpTo(cursor: string, last: string): boolean {
  return partsOf(cursor).sequence <= partsOf(last).sequence;
}

/** Whether two cursors are of one generation: between them the storage was not set back. */
export function isOfOneGeneration(one: string, other: string): boolean {
  return partsOf(one).generation === partsOf(other).generation;
}

function partsOf(cursor: string): { generation: string; sequence: number } {
  const point = cursor.lastIndexOf('.');
  return { generation: cursor.slice(0, point), sequence: Number(cursor.slice(point + 1)) };
}

/**
 * Returns where a reader goes on; undefined where that is not known, or not kept any more.
 *
 * A number counts up to the lowest one at which a later generation began. A generation that is not known was lost when
 * the storage was set back: nothing of it counts, and later are those behind its parent. Where the parent was lost
 * too, nothing is known of what both had.
 */
export function placeOf(cursor: FeedCursor, extent: FeedExtent): FeedPlace | undefined {
  if (cursor.feed !== extent.feed) return undefined;
  const { generations, oldest, next } = extent;
  const indexOf = (id: string): number => generations.findIndex((generation) => generation.id === id);
  const { id, parent, began } = cursor.generation;
  const [own, before] = [indexOf(id), indexOf(parent)];
  const isKnown = own >= 0;
  const isAllLost = !isKnown && before < 0;
  const later = generations.slice((isKnown ? own : before) + 1).map((generation) => generation.began);
  const sequence = isAllLost
    ? Math.min(cursor.sequence, oldest)
    : Math.min(cursor.sequence, isKnown ? Infinity : began, ...later);
  if (sequence < oldest || sequence > next) return undefined;
  return { sequence, isRewound: sequence < cursor.sequence };
}
