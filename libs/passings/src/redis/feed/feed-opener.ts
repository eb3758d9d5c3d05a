import type { Cluster, Redis } from 'ioredis';
import { leaveTornFile, type SiteKeys } from '#redis';
import { FEED_RUN_BYTES } from '../record-layout.js';
import type { FeedCoverage } from './feed-coverage.js';
import { generationsText, newestOf, readGenerations, withGeneration } from './feed-generations.js';
import { emptyBehind, type FeedRun, outdatedRuns, packedRun, runsIn } from './feed-run.js';

/** Opens the feed on a server of another history: nothing is stored there before (docs/adr/0026). */
export class FeedOpener {
  private opening: Promise<void> | undefined;

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly coverage: FeedCoverage,
  ) {}

  /** Begins a new generation, unless somebody was first; the first one of a site gets all that is stored already. */
  open(): Promise<void> {
    this.opening ??= this.openOnce().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async openOnce(): Promise<void> {
    const { feed, feedRuns, feedGenerations } = this.keys;
    const [isOpen] = await this.redis.readFeed(feed, feedRuns, feedGenerations, 0, 0, '');
    if (isOpen === 1) return;
    // Everything that is stored from now on lies behind it in the append-only file.
    await leaveTornFile(this.redis);
    const [found, told] = await Promise.all([this.redis.getBuffer(feed), this.redis.get(feedGenerations)]);
    const closed = await this.coverage.runs();
    const [last = emptyBehind(closed)] = found === null ? [] : runsIn(found.subarray(0, FEED_RUN_BYTES));
    const outdated = outdatedRuns(closed, last);
    const head = await this.whole(last);
    const began = head.first + head.count;
    const generations = withGeneration(told === null ? undefined : readGenerations(told), began);
    const isOurs = await this.redis.openFeed(
      ...[feed, feedRuns, feedGenerations],
      ...[found ?? '', packedRun(head), generationsText(generations), ...outdated.map(packedRun)],
    );
    if (isOurs === 1 && found === null) await this.coverage.cover(newestOf(generations).id);
  }

  /** Returns the last run without slots that a torn script did not write any more. */
  private async whole(run: FeedRun): Promise<FeedRun> {
    if (run.count === 0) return run;
    const found = await this.coverage.segment(run.chunk, run.segment);
    const isThere = found !== undefined && found.base <= run.first;
    const count = isThere ? Math.min(run.count, Math.max(0, found.slots - run.slot)) : 0;
    return { ...run, count };
  }
}
