import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Passing } from '#passings';
import { batchesOf } from '../data/velodrome.js';
import { SortedSets } from '../rivals/sorted-sets.js';
import { BenchRedis } from './bench-redis.js';
import { BENCH_APP, BenchGateway } from './gateway.js';
import { OurStore } from './our-store.js';

const IN_BATCH = 500;
/** Decoders on a port without a server: queries for their passings are answered all the same. */
const DECODERS = ['finish', 'pursuit', 'flying', 'pit'].map((id) => `${id}=p3+tcp://127.0.0.1:1`).join(',');

/** The same passings in our store and in the rival's, each with a Redis of its own, and one application before both. */
export class Kept {
  private app: BenchGateway | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));

  private constructor(
    readonly size: number,
    private readonly ours: { readonly redis: BenchRedis; readonly store: OurStore },
    private readonly rival: { readonly redis: BenchRedis; readonly store: SortedSets },
  ) {}

  static async empty(size: number): Promise<Kept> {
    const path = process.env.PATH ?? '';
    const [ours, rival] = [await BenchRedis.start(path), await BenchRedis.start(path)];
    // Without the append-only file the rival's store is filled ten times as fast, and its reads are the same.
    await rival.client.config('SET', 'appendonly', 'no');
    const store = new OurStore(ours.url, 'main');
    await store.ready();
    return new Kept(size, { redis: ours, store }, { redis: rival, store: new SortedSets(rival.client) });
  }

  async store(passings: readonly Passing[]): Promise<void> {
    await Promise.all([this.ours.store.storeAll(passings), this.storeInRival(passings)]);
  }

  /** Ends the filling, and starts the application. */
  async open(): Promise<BenchGateway> {
    this.ours.store.close();
    this.app = await BenchGateway.start(
      {
        REDIS_URL: this.ours.redis.url,
        BENCH_RIVAL_URL: this.rival.redis.url,
        COACHLINK_DATA_DIR: this.folder,
        COACHLINK_DECODERS: DECODERS,
      },
      BENCH_APP,
    );
    return this.app;
  }

  async close(): Promise<void> {
    await this.app?.stop();
    await this.ours.redis.stop();
    await this.rival.redis.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async storeInRival(passings: readonly Passing[]): Promise<void> {
    for (const batch of batchesOf(passings, IN_BATCH)) await this.rival.store.store(batch);
  }
}
