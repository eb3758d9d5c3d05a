import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Passing } from '#passings';
import { asTheyArrive, batchesOf, firstPassings } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { BurstTrack } from './harness/burst-track.js';
import { BenchGateway } from './harness/gateway.js';
import { inTurn } from './harness/in-turn.js';
import type { Bench } from './harness/row.js';
import { slowScripts, slowScriptsFirstInLine } from './harness/slow-scripts.js';
import { twoUnderWay } from './harness/two-under-way.js';
import { SortedSets } from './rivals/sorted-sets.js';

const DECODERS = 4;
const PASSINGS = 1_000_000;
/** Number of passings for the usual program, which is slow. */
const RIVALS_PASSINGS = 100_000;
const REPEATS = 5;
const SEED = 6;
const USUAL_PROGRAM = fileURLToPath(new URL('rivals/usual-program.js', import.meta.url));

export const wholeWayBench: Bench = {
  name: 'whole-way',
  meaning:
    'how many passings a second go from the network into Redis, when decoders send all that they kept during an outage',
  async run(tell) {
    const gateway = await OurWay.open();
    const alone = await BenchRedis.start(process.env.PATH ?? '');
    const rival = new SortedSets(alone.client);
    const batches = batchesOf(asTheyArrive(firstPassings(RIVALS_PASSINGS, SEED), SEED), 100);
    try {
      tell(`${PASSINGS} passings of four decoders, ${REPEATS} times`);
      const measured = await inTurn(REPEATS, {
        ours: () => gateway.passingsPerSecond(),
        usual: () => usualPassingsPerSecond(),
        storing: async () => {
          await alone.client.flushall();
          const store = (batch: readonly Passing[]): Promise<void> => rival.store(batch);
          return RIVALS_PASSINGS / (await secondsOf(() => twoUnderWay(batches, store)));
        },
      });
      const row = {
        what: 'from the socket into Redis',
        unit: 'passings/s',
        ours: { what: 'the gateway', repeats: measured.ours },
      };
      return [
        { ...row, against: { what: 'the usual program', repeats: measured.usual }, bar: { least: 15 } },
        { ...row, against: { what: 'storing of sorted sets', repeats: measured.storing }, bar: { least: 2 } },
        await slowScripts(gateway.redis),
        ...(await slowScriptsFirstInLine(gateway.redis, () => gateway.passingsPerSecond())),
      ];
    } finally {
      await gateway.close();
      await alone.stop();
    }
  },
};

/** A gateway with four decoders, whose numbers continue from one measurement to the next. */
class OurWay {
  private sent = 0;

  private constructor(
    private readonly folder: string,
    readonly redis: BenchRedis,
    private readonly track: BurstTrack,
    private readonly gateway: BenchGateway,
  ) {}

  static async open(): Promise<OurWay> {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    const track = await BurstTrack.open();
    const gateway = await BenchGateway.beside(redis, folder, track.ports, '&clock=rtc');
    return new OurWay(folder, redis, track, gateway);
  }

  async passingsPerSecond(): Promise<number> {
    const count = PASSINGS / DECODERS;
    await this.track.prepare(this.sent + 1, count, SEED);
    this.sent += count;
    const seconds = await secondsOf(async () => {
      await this.track.send();
      while (!(await this.isStored())) await delay(5);
    });
    return PASSINGS / seconds;
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    this.track.close();
    await this.redis.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isStored(): Promise<boolean> {
    const highest = Object.values(await this.redis.client.hgetall('cl:{main}:ledger'));
    return highest.length === DECODERS && highest.every((number) => Number(number) === this.sent);
  }
}

async function usualPassingsPerSecond(): Promise<number> {
  const redis = await BenchRedis.start(process.env.PATH ?? '');
  const track = await BurstTrack.open();
  const program = fork(USUAL_PROGRAM, [redis.socket, ...track.ports.map(String)]);
  try {
    await once(program, 'message');
    await track.prepare(1, RIVALS_PASSINGS / DECODERS, SEED);
    const seconds = await secondsOf(async () => {
      await track.send();
      while ((await redis.client.zcard('passings')) < RIVALS_PASSINGS) await delay(5);
    });
    return RIVALS_PASSINGS / seconds;
  } finally {
    program.kill();
    track.close();
    await redis.stop();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const beginMs = performance.now();
  await work();
  return (performance.now() - beginMs) / 1000;
}
