import type { StdioOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DecoderOptions,
  type KeptPassing,
  type P3Decoder,
  type RunningSimulator,
  startSimulator,
} from '#simulator';
import { seededRandom, type Random } from '../../apps/simulator/src/track/random.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { compareKept, type Comparison, type Row, rowsOf } from './comparison.js';
import { GatewayProcess } from './gateway-process.js';

const DECODERS = 4;
const TICK_MS = 50;
/** Passings in a tick, for 200 a second over all decoders. */
const PER_TICK = 10;
/** Passings in a tick of a burst: 2,000 a second for a quarter of a second, every five seconds. */
const PER_BURST_TICK = 100;
const BURST_EVERY_TICKS = 100;
const BURST_TICKS = 5;
const SETTLE_MS = 180_000;
/** More passings than any trial reports, so that the decoders keep all of them. */
const KEPT_PASSINGS = 1_000_000;

/** `npm run trial` runs the full form; `npm test` a short one. */
export const IS_FULL = process.env.COACHLINK_TRIAL === 'full';

/** Returns another address that leads to a server on this port. */
type Reach = (port: number, random: Random) => Promise<string>;

export interface TrialOptions {
  readonly decoders?: DecoderOptions;
  /** Main file of the gateway. */
  readonly main?: string;
  readonly statusPeriodMs?: number;
  /** Returns transport and place of a decoder's URL. */
  readonly reachDecoder?: Reach;
  readonly reachRedis?: Reach;
  readonly redisSettings?: readonly string[];
  /** Targets of the gateway's three streams, in place of pipes. */
  readonly streams?: StdioOptions;
  /** Further environment variables of the gateway. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Four simulated decoders under load, a Redis and a gateway as processes of their own, for trials to maltreat. */
export class Trial {
  private readonly crossedAtUs = new WeakMap<KeptPassing, number>();
  private ticks = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly random: Random,
    readonly simulator: RunningSimulator,
    readonly redis: RedisOnPort,
    readonly gateway: GatewayProcess,
    private readonly folder: string,
  ) {}

  static async start(options: TrialOptions = {}): Promise<Trial> {
    const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    const random = seededRandom(seed);
    const { statusPeriodMs = 500, reachDecoder = tcp, reachRedis = redisUrl } = options;
    const loops = Array.from({ length: DECODERS }, (_, at) => ({
      ...options.decoders,
      metres: at * 60,
      decoderId: 0x20f00 + at,
      keptPassings: KEPT_PASSINGS,
    }));
    const simulator = await startSimulator({ riders: 0, seed, statusPeriodMs, loops });
    // Riders and photocell stop: only the trial reports passings.
    simulator.stopRiding();
    const settings = ['--appendonly', 'yes', '--save', '', ...(options.redisSettings ?? [])];
    const redis = new RedisOnPort(await freePort(), settings);
    await redis.start();
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-trial-'));
    const decoders: string[] = [];
    for (const [at, { port }] of simulator.decoders.entries())
      decoders.push(`d${at}=p3+${await reachDecoder(port ?? 0, random)}?loop=${at + 1}`);
    const environment = {
      REDIS_URL: await reachRedis(redis.port, random),
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DECODERS: decoders.join(','),
      COACHLINK_DEVICE_ID: 'trial',
      COACHLINK_DEVICE_SECRET: 'secret-of-the-trial-device',
      ...options.environment,
    };
    const gateway = new GatewayProcess(await freePort(), environment, options.main, options.streams);
    const trial = new Trial(random, simulator, redis, gateway, folder);
    gateway.start();
    await gateway.license('trial');
    // Passings before the end of the very first contact do not count.
    await trial.settled();
    return trial;
  }

  /** Reports passings until `rest`. */
  ride(): void {
    this.timer = setInterval(() => {
      const isBurst = this.ticks++ % BURST_EVERY_TICKS < BURST_TICKS;
      this.report(isBurst ? PER_BURST_TICK : PER_TICK);
    }, TICK_MS);
  }

  /** Reports `passings`, spread over all decoders. */
  report(passings: number): void {
    for (let each = 0; each < passings; each++) {
      const decoder = this.simulator.decoders[each % DECODERS]?.decoder;
      if (decoder !== undefined) this.cross(decoder);
    }
  }

  /** Reports a crossing of this decoder's loop. */
  cross(decoder: P3Decoder): void {
    const timeUs = Date.now() * 1000;
    const transponder = 1000 + Math.floor(this.random() * 200);
    this.crossedAtUs.set(decoder.report({ timeUs, transponder, strength: 90, hits: 20 }), timeUs);
  }

  /** Returns the time of the crossing by the host's clock; undefined for passings that the decoder made itself. */
  crossedAt(passing: KeptPassing): number | undefined {
    return this.crossedAtUs.get(passing);
  }

  rest(): void {
    clearInterval(this.timer);
  }

  /** Resolves to the time until every decoder is connected. */
  async connected(): Promise<number> {
    const beginMs = performance.now();
    await this.gateway.until('every decoder is connected', async () => {
      const answer = await this.gateway.ask('GET', '/decoders');
      const decoders = (answer?.decoders ?? []) as { state: string }[];
      return decoders.length === DECODERS && decoders.every(({ state }) => state === 'connected')
        ? true
        : undefined;
    });
    return performance.now() - beginMs;
  }

  /** Counts the questions for a decoder's time, one set for each connect. */
  questions(at: number): number {
    return this.simulator.decoders[at]?.decoder.asked.get('GET_TIME') ?? 0;
  }

  /** Resolves to the time until Redis has a passing of each decoder from after the call. */
  async ingesting(): Promise<number> {
    const [beginMs, nowMs] = [performance.now(), Date.now()];
    const fresh = { start_time_ms: nowMs + 1, end_time_ms: nowMs + 86_400_000, limit: 1 };
    await Promise.all(
      this.simulator.decoders.map((_, at) =>
        this.gateway.until(`a passing of d${at} is stored`, async () => {
          const answer = await this.gateway.ask('POST', '/passings', { ...fresh, decoder_id: `d${at}` });
          return (answer?.passings as unknown[] | undefined)?.[0];
        }),
      ),
    );
    return performance.now() - beginMs;
  }

  /** Waits until no passing is missing by the gateway's own word. */
  async settled(withinMs = SETTLE_MS): Promise<void> {
    await this.gateway.until(
      'nothing is missing',
      async () => {
        const whole = await Promise.all(this.simulator.decoders.map((_, at) => this.isComplete(at)));
        return whole.every((each) => each) ? true : undefined;
      },
      withinMs,
    );
  }

  /** Compares the kept passings with those of the decoders, once none is missing. */
  async compare(): Promise<Comparison> {
    await this.settled();
    return compareKept(this.gateway, this.simulator.decoders);
  }

  rowsOf(decoderId: string): Promise<readonly Row[]> {
    return rowsOf(this.gateway, decoderId);
  }

  /** Compares by another gateway, of the good build and without decoders, after this one is killed. */
  async judge(): Promise<Comparison> {
    await this.gateway.kill();
    const judge = new GatewayProcess(await freePort(), {
      REDIS_URL: this.redis.url,
      COACHLINK_DATA_DIR: this.folder,
    });
    judge.start();
    try {
      return await compareKept(judge, this.simulator.decoders);
    } finally {
      await judge.kill();
    }
  }

  /** Counts the ranges of bytes that were no frame. */
  async rejected(): Promise<number> {
    const answer = await this.gateway.ask('GET', '/decoders');
    const decoders = (answer?.decoders ?? []) as { rejected: Record<string, number> }[];
    return decoders.flatMap(({ rejected }) => Object.values(rejected)).reduce((sum, count) => sum + count, 0);
  }

  async end(): Promise<void> {
    this.rest();
    await this.gateway.kill();
    await this.simulator.close();
    await this.redis.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isComplete(at: number): Promise<boolean> {
    const answer = await this.gateway.ask('GET', `/decoders/d${at}/completeness`);
    const last = this.simulator.decoders[at]?.ledger.bounds()?.last;
    return answer?.state === 'complete' && (last === undefined || answer.last_number === last);
  }
}

function tcp(port: number): Promise<string> {
  return Promise.resolve(`tcp://127.0.0.1:${port}`);
}

function redisUrl(port: number): Promise<string> {
  return Promise.resolve(`redis://127.0.0.1:${port}`);
}
