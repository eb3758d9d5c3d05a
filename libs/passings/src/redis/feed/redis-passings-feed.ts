import type { Cluster, Redis } from 'ioredis';
import type { SiteKeys } from '#redis';
import { cursorText, type FeedExtent, generationText, placeOf, readCursor } from '../../feed/feed-cursor.js';
import { type FeedPage, PassingsFeed, UnknownCursor } from '../../ports/passings-feed.js';
import { ReadingNames } from '../reading-names.js';
import { FORMAT_BYTES, SLOT_BYTES } from '../record-layout.js';
import { beginningOf, requireKnownFormat } from '../segment-format.js';
import type { SiteDictionaries } from '../site-dictionaries.js';
import type { FeedOpener } from './feed-opener.js';
import { type FeedGenerations, newestOf, readGenerations } from './feed-generations.js';
import { FeedRows } from './feed-rows.js';
import { type FeedRun, runsIn, type Stretch, stretchesOf } from './feed-run.js';

const OPEN = 1;
/** Runs of one reading: nearly all passings lie in long ones. */
const RUNS_AT_ONCE = 64;
/** The server may be replaced while it is read from. */
const MOST_ATTEMPTS = 5;
const MOVING = 'the feed keeps moving to other servers: is Redis failing over again and again?';
const NO_SLOTS = Buffer.alloc(0);

interface Told extends FeedExtent {
  readonly history: string;
  readonly runs: readonly FeedRun[];
  /** Whether `runs` reach up to the newest passing. */
  readonly isToEnd: boolean;
}

/** A page, and the sequence number behind it. */
type ReadPage = Omit<FeedPage, 'begin' | 'isRewound'> & { readonly next: number };

/** Follows the runs of the sequence to the records. */
export class RedisPassingsFeed extends PassingsFeed {
  private known: (FeedGenerations & { readonly history: string }) | undefined;
  private reading: { readonly of: SiteDictionaries['names']; readonly names: ReadingNames } | undefined;

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionaries: SiteDictionaries,
    private readonly opener: FeedOpener,
  ) {
    super();
  }

  async now(): Promise<string> {
    const told = await this.look(0, 0);
    return cursorBehind(told, told.next);
  }

  async oldest(): Promise<string> {
    const told = await this.look(0, 0);
    return cursorBehind(told, told.oldest);
  }

  async read(after: string, limit: number): Promise<FeedPage> {
    let cursor = readCursor(after);
    let isRewound = false;
    let begin: string | undefined;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS;) {
      const told = await this.look(cursor?.sequence ?? 0, RUNS_AT_ONCE);
      const place = cursor === undefined ? undefined : placeOf(cursor, told);
      if (cursor === undefined || place === undefined)
        throw new UnknownCursor(cursorBehind(told, told.oldest));
      const { sequence } = place;
      isRewound ||= place.isRewound;
      const isElsewhere = sequence !== cursor.sequence;
      cursor = { feed: told.feed, generation: newestOf(told), sequence };
      if (begin === undefined || place.isRewound) begin = cursorText(cursor);
      if (isElsewhere) continue;
      const page = await this.page(told, sequence, limit);
      if (page === undefined) attempt++;
      else if (page.columns.length > 0 || !page.hasMore) return { ...page, begin, isRewound };
      else cursor = { ...cursor, sequence: page.next };
    }
    throw new Error(MOVING);
  }

  /** Reads the extent of the feed, and the runs from a number on. */
  private async look(from: number, mostRuns: number): Promise<Told> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const reply = await this.readFeed(from, mostRuns);
      if (reply !== undefined) return reply;
      await this.opener.open();
    }
    throw new Error(MOVING);
  }

  private async readFeed(from: number, mostRuns: number): Promise<Told | undefined> {
    const { feed, feedRuns, feedGenerations } = this.keys;
    const knownHistory = this.known?.history ?? '';
    const reply = await this.redis.readFeedBuffer(
      feed,
      feedRuns,
      feedGenerations,
      from,
      mostRuns,
      knownHistory,
    );
    if (reply[0] !== OPEN) return undefined;
    const [, history, oldest, head, closed, generations] = reply;
    if (generations.length > 0)
      this.known = { ...readGenerations(generations.toString()), history: history.toString() };
    if (this.known === undefined) return undefined;
    const [last] = runsIn(head);
    const runs = runsIn(closed);
    const isToEnd = runs.length < mostRuns;
    return {
      ...this.known,
      oldest,
      next: (last?.first ?? 0) + (last?.count ?? 0),
      runs: isToEnd && last !== undefined ? [...runs, last] : runs,
      isToEnd,
    };
  }

  /** Reads rows from a number on; undefined where another server answered meanwhile. */
  private async page(told: Told, from: number, limit: number): Promise<ReadPage | undefined> {
    const { names } = this.dictionaries;
    const stretches = stretchesOf(told.runs, from, limit);
    // Asked behind the slots and on the same connection: the same server answers.
    const [read, after] = await Promise.all([
      Promise.all(stretches.map((stretch) => this.slotsOf(stretch))),
      this.readFeed(from, 0),
    ]);
    if (after?.history !== told.history) return undefined;
    const rows = new FeedRows(limit, this.namesOf(names));
    let next = from;
    for (const [index, stretch] of stretches.entries())
      next = await rows.take(stretch, read[index] ?? NO_SLOTS);
    if (this.dictionaries.names !== names) return undefined;
    // Numbers that no run has tell of nothing.
    if (told.isToEnd && stretches.reduce((sum, { count }) => sum + count, 0) < limit) next = told.next;
    const generation = generationText(told.feed, newestOf(told));
    return {
      columns: rows.columns,
      next,
      cursorAt: (row) => `${generation}.${rows.nextOf(row)}`,
      cursor: `${generation}.${next}`,
      hasMore: next < told.next,
    };
  }

  /** Returns the same object for as long as the names count: a writer keeps its rows by it. */
  private namesOf(counting: SiteDictionaries['names']): ReadingNames {
    if (this.reading?.of !== counting)
      this.reading = { of: counting, names: new ReadingNames(this.dictionaries) };
    return this.reading.names;
  }

  /** Reads the slots of a stretch, and one more for a passing that has two; none where its passings are gone. */
  private async slotsOf({ run, slot, count }: Stretch): Promise<Buffer> {
    const key = this.keys.chunk(run.chunk, run.segment);
    const most = Math.min(count + 1, run.slot + run.count - slot);
    const read = (shift: number): Promise<Buffer> => {
      const at = (shift + slot) * SLOT_BYTES;
      return this.redis.getrangeBuffer(key, at, at + most * SLOT_BYTES - 1);
    };
    // Nearly every segment has its format in front, and no more.
    const [begin, likely] = await Promise.all([this.redis.getrangeBuffer(key, 0, FORMAT_BYTES - 1), read(1)]);
    if (begin.length === 0) return NO_SLOTS;
    requireKnownFormat(run.chunk, begin);
    const { shift, base } = beginningOf(begin);
    if (base > run.first) return NO_SLOTS;
    return shift === 1 ? likely : read(shift);
  }
}

function cursorBehind(told: Told, sequence: number): string {
  return cursorText({ feed: told.feed, generation: newestOf(told), sequence });
}
