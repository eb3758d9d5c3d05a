import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transponderIdOf } from '#passings';
import {
  type DecoderOptions,
  type KeptPassing,
  type P3Decoder,
  type RunningSimulator,
  startSimulator,
} from '#simulator';
import { seededRandom, type Random } from '../../apps/simulator/src/track/random.js';
import { freePort, RedisOnPort } from '../integration/redis-on-port.js';
import { GatewayProcess } from './gateway-process.js';

const DECODERS = 4;
const TICK_MS = 50;
/** 200 passings a second over all decoders. */
const PER_TICK = 10;
/** 2,000 a second for a quarter of a second, every five seconds. */
const PER_BURST_TICK = 100;
const BURST_EVERY_TICKS = 100;
const BURST_TICKS = 5;
const SETTLE_MS = 180_000;

/** `npm run trial` runs all of it; `npm test` a short form of each. */
export const IS_FULL = process.env.COACHLINK_TRIAL === 'full';

/** What the decoders saw against what the gateway keeps. */
export interface Comparison {
  readonly reported: number;
  readonly lost: number;
  readonly twice: number;
  readonly invented: number;
  /** Transponders whose sessions do not count as many passings as there are. */
  readonly miscounted: number;
}

export interface Row {
  readonly passing_number: number;
  readonly rtc_time_us: string;
  readonly flags: readonly string[];
}

/** Four simulated decoders under load, a Redis and a gateway as processes of their own: all may be maltreated. */
export class Trial {
  readonly random: Random;
  private readonly crossedAtUs = new WeakMap<KeptPassing, number>();
  private ticks = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly seed: number,
    readonly simulator: RunningSimulator,
    readonly redis: RedisOnPort,
    readonly gateway: GatewayProcess,
    private readonly folder: string,
  ) {
    this.random = seededRandom(seed);
  }

  static async start(decoders: DecoderOptions = {}): Promise<Trial> {
    const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    const loops = Array.from({ length: DECODERS }, (_, at) => ({
      ...decoders,
      metres: at * 60,
      decoderId: 0x20f00 + at,
    }));
    const simulator = await startSimulator({ riders: 0, statusPeriodMs: 500, loops });
    const redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
    await redis.start();
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-trial-'));
    const urls = simulator.decoders.map(
      ({ port }, at) => `d${at}=p3+tcp://127.0.0.1:${port ?? 0}?loop=${at + 1}`,
    );
    const gateway = new GatewayProcess(await freePort(), {
      REDIS_URL: redis.url,
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DECODERS: urls.join(','),
      COACHLINK_DEVICE_ID: 'trial',
      COACHLINK_DEVICE_SECRET: 'secret-of-the-trial-device',
    });
    const trial = new Trial(seed, simulator, redis, gateway, folder);
    gateway.start();
    await trial.license();
    await trial.connected();
    return trial;
  }

  /** Riders come: passings are reported until `rest`. */
  ride(): void {
    this.timer = setInterval(() => {
      const isBurst = this.ticks++ % BURST_EVERY_TICKS < BURST_TICKS;
      for (let each = 0; each < (isBurst ? PER_BURST_TICK : PER_TICK); each++) {
        const decoder = this.simulator.decoders[each % DECODERS]?.decoder;
        if (decoder !== undefined) this.cross(decoder);
      }
    }, TICK_MS);
  }

  /** Somebody crosses the loop of this decoder. */
  cross(decoder: P3Decoder): void {
    const timeUs = Date.now() * 1000;
    const transponder = 1000 + Math.floor(this.random() * 200);
    this.crossedAtUs.set(decoder.report({ timeUs, transponder, strength: 90, hits: 20 }), timeUs);
  }

  /** When it crossed by the host's clock; undefined for what a decoder has by itself. */
  crossedAt(passing: KeptPassing): number | undefined {
    return this.crossedAtUs.get(passing);
  }

  rest(): void {
    clearInterval(this.timer);
  }

  /** How long it took until every decoder is connected. */
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

  /** Nothing is missing by the gateway's own word. */
  async settled(): Promise<void> {
    await this.gateway.until(
      'nothing is missing',
      async () => {
        const whole = await Promise.all(this.simulator.decoders.map((_, at) => this.isComplete(at)));
        return whole.every((each) => each) ? true : undefined;
      },
      SETTLE_MS,
    );
  }

  /** Once nothing is missing: what is kept, held against the truth. */
  async compare(): Promise<Comparison> {
    await this.settled();
    let [reported, lost, twice, invented] = [0, 0, 0, 0];
    for (const [at, { ledger }] of this.simulator.decoders.entries()) {
      const truth = new Set(
        ledger.all().map(({ passingNumber, rtcTimeUs }) => `${passingNumber} ${rtcTimeUs}`),
      );
      const kept = await this.rowsOf(`d${at}`);
      const rows = kept.map((row) => `${row.passing_number} ${row.rtc_time_us}`);
      const seen = new Set(rows);
      reported += truth.size;
      lost += [...truth].filter((each) => !seen.has(each)).length;
      twice += rows.length - seen.size;
      invented += [...seen].filter((each) => !truth.has(each)).length;
    }
    return { reported, lost, twice, invented, miscounted: await this.miscounted() };
  }

  /** Sessions come from the summaries, which could differ from the passings themselves. */
  private async miscounted(): Promise<number> {
    const truth = new Map<string, number>();
    for (const { ledger } of this.simulator.decoders) {
      for (const { transponder } of ledger.all()) {
        const id = transponderIdOf(transponder);
        truth.set(id, (truth.get(id) ?? 0) + 1);
      }
    }
    const window = { start_time_ms: 0, end_time_ms: Date.now() + 86_400_000, limit: 10_000 };
    const answer = await this.gateway.until('the sessions', () =>
      this.gateway.ask('POST', '/transponders/sessions', window),
    );
    const counted = new Map(
      (answer.sessions as { transponderid: string; passing_count: number }[]).map((row) => [
        row.transponderid,
        row.passing_count,
      ]),
    );
    return [...truth].filter(([transponder, count]) => counted.get(transponder) !== count).length;
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

  /** Every passing of a decoder that is kept. */
  async rowsOf(decoderId: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let cursor: unknown; ;) {
      const query = {
        start_time_ms: 0,
        end_time_ms: Date.now() + 86_400_000,
        order: 'asc',
        decoder_id: decoderId,
      };
      const body = cursor === undefined ? { ...query, limit: 10_000 } : { cursor, limit: 10_000 };
      const page = await this.gateway.until('a page of passings', () =>
        this.gateway.ask('POST', '/passings', body),
      );
      rows.push(...(page.passings as Row[]));
      cursor = page.next_cursor;
      if (cursor === undefined) return rows;
    }
  }

  private async license(): Promise<void> {
    const terms = {
      features: ['p3_decoder'],
      device_limit: 1,
      valid_until: '2099-12-31T23:59:59Z',
      device_id: 'trial',
    };
    await this.gateway.until('the licence is issued', () =>
      this.gateway.ask('POST', '/admin/licenses', terms),
    );
  }
}
