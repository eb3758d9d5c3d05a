import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, RedisOnPort } from '../../support/redis-on-port.js';
import { type Random, seededRandom } from '../../../apps/simulator/src/track/random.js';
import { GatewayProcess } from '../gateway-process.js';
import { keyOf, StrangeDecoder, type Strangeness } from './strange-decoder.js';

const DAY_MS = 86_400_000;
/** Largest allowed error of a passing's time: riders do not notice it, and no lap changes. */
const NEAR_MS = 2000;
/** End of the window, because a wrong clock dates passings anywhere. */
const YEAR_2100_MS = 4_102_444_800_000;

interface Row {
  readonly passing_number: number;
  readonly transponder_number: number;
  readonly rtc_time: number;
  readonly received_at: number;
  readonly flags: readonly string[];
}

interface Completeness {
  readonly state: string;
  readonly epoch: number | null;
  readonly first_number: number | null;
  readonly last_number: number | null;
  readonly missing: number;
}

/** Result for one strange decoder. */
export interface Outcome {
  readonly name: string;
  readonly reported: number;
  /** Number of passings that reached the gateway's socket. */
  readonly reached: number;
  readonly lost: number;
  readonly twice: number;
  readonly misdated: number;
  /** Number of times that completeness was `complete` while a passing of the decoder was not stored. */
  readonly tooGood: number;
  readonly connects: number;
  readonly state: string;
  readonly alarms: readonly string[];
}

/** Several strange decoders on one gateway. */
export class StrangeTrial {
  private readonly tooGood = new Map<number, number>();
  private readonly firstNumbers = new Map<number, number>();

  private constructor(
    readonly decoders: readonly StrangeDecoder[],
    readonly gateway: GatewayProcess,
    private readonly redis: RedisOnPort,
    private readonly folder: string,
  ) {}

  static async start(strange: readonly Strangeness[], main?: string): Promise<StrangeTrial> {
    const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    const random: Random = seededRandom(seed);
    const decoders = await Promise.all(
      strange.map((each, at) => StrangeDecoder.open(each, random, seed + at)),
    );
    const redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
    await redis.start();
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-strange-'));
    const environment = {
      REDIS_URL: redis.url,
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DECODERS: decoders
        .map(({ port }, at) => `d${at}=p3+tcp://127.0.0.1:${port}?loop=1`)
        .join(','),
      COACHLINK_DEVICE_ID: 'trial',
      COACHLINK_DEVICE_SECRET: 'secret-of-the-trial-device',
    };
    const gateway = new GatewayProcess(await freePort(), environment, main);
    const trial = new StrangeTrial(decoders, gateway, redis, folder);
    gateway.start();
    await trial.license();
    await gateway.until('every decoder was connected', () =>
      Promise.resolve(
        decoders.every(({ inner, clients }) => clients > 0 || inner.asked.size > 0) ? true : undefined,
      ),
    );
    return trial;
  }

  /** Reports `passings` of each decoder, `perS` a second. */
  async ride(passings: number, perS: number): Promise<void> {
    const beganMs = performance.now();
    for (let done = 0; done < passings;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const due = Math.min(passings, Math.floor(((performance.now() - beganMs) / 1000) * perS));
      for (; done < due; done++) for (const decoder of this.decoders) decoder.cross(done, passings);
    }
  }

  /** Compares the claim of each answer with the stored passings. */
  async look(): Promise<void> {
    await Promise.all(this.decoders.map((_, at) => this.lookAt(at)));
  }

  /** Returns the outcomes once everything that reached the gateway is stored, or `withinMs` is over. */
  async outcomes(withinMs: number): Promise<Outcome[]> {
    const endMs = performance.now() + withinMs;
    for (;;) {
      const outcomes = await Promise.all(this.decoders.map((_, at) => this.outcomeOf(at)));
      if (outcomes.every(({ lost }) => lost === 0) || performance.now() > endMs) return outcomes;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async end(): Promise<void> {
    await this.gateway.kill();
    await Promise.all(this.decoders.map((decoder) => decoder.close()));
    await this.redis.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async lookAt(at: number): Promise<void> {
    const decoder = this.decoders[at];
    const before = decoder?.inner.ledger.all() ?? [];
    const told = await this.completeness(at);
    if (told?.first_number != null && told.epoch === 1 && !this.firstNumbers.has(at))
      this.firstNumbers.set(at, told.first_number);
    if (told?.state !== 'complete' || decoder === undefined) return;
    const first = this.firstNumbers.get(at) ?? 0;
    const current = before.at(-1)?.epoch;
    const claimed = before.filter(
      ({ epoch, passingNumber }) =>
        (epoch > 1 || passingNumber >= first) &&
        (epoch < (current ?? 1) || passingNumber <= (told.last_number ?? 0)),
    );
    const kept = new Set((await this.rowsOf(at)).map(keyOfRow));
    if (claimed.some((passing) => !kept.has(keyOf(passing))))
      this.tooGood.set(at, (this.tooGood.get(at) ?? 0) + 1);
  }

  private async outcomeOf(at: number): Promise<Outcome> {
    const decoder = this.decoders[at];
    if (decoder === undefined) throw new Error(`there is no decoder ${at}`);
    const told = await this.completeness(at);
    const first = told?.epoch === 1 ? (told.first_number ?? 0) : 0;
    // Passings from before the first contact, without a link or held back, are only sent to be compared.
    const before = new Set(
      decoder.inner.ledger
        .all()
        .filter((passing) => passing.passingNumber < first && !decoder.live.has(keyOf(passing)))
        .map(keyOf),
    );
    // Taken before the kept rows are read: more may come meanwhile.
    const reached = [...decoder.reached].filter((key) => decoder.crossedAtUs.has(key) && !before.has(key));
    const rows = await this.rowsOf(at);
    const kept = new Set(rows.map(keyOfRow));
    const view = await this.gateway.until('its view', () => this.gateway.ask('GET', `/decoders/d${at}`));
    const lost = reached.filter((key) => !kept.has(key));
    // The numbers of lost passings help to find the cause.
    if (lost.length > 0) process.stdout.write(`lost of d${at} for now: ${lost.slice(0, 5).join(', ')}\n`);
    const misdated = rows.filter((row) => isMisdated(row, decoder));
    if (misdated.length > 0)
      process.stdout.write(`misdated of d${at} for now: ${misdated.slice(0, 5).map(inWords).join(', ')}\n`);
    return {
      name: decoder.strangeness.name,
      reported: decoder.crossedAtUs.size,
      reached: reached.length,
      lost: lost.length,
      twice: rows.length - kept.size,
      misdated: misdated.length,
      tooGood: this.tooGood.get(at) ?? 0,
      connects: Number(view.connects),
      state: told?.state ?? '',
      alarms: (view.alarms as { kind: string }[]).map(({ kind }) => kind),
    };
  }

  private async rowsOf(at: number): Promise<readonly Row[]> {
    const query = { start_time_ms: 0, end_time_ms: YEAR_2100_MS, decoder_id: `d${at}`, limit: 10_000 };
    const rows: Row[] = [];
    for (let cursor: unknown; ;) {
      const body = cursor === undefined ? query : { cursor, limit: 10_000 };
      const page = await this.gateway.until('a page of passings', () =>
        this.gateway.ask('POST', '/passings', body),
      );
      rows.push(...(page.passings as Row[]));
      cursor = page.next_cursor;
      if (cursor === undefined) return rows;
    }
  }

  private async completeness(at: number): Promise<Completeness | undefined> {
    return (await this.gateway.ask('GET', `/decoders/d${at}/completeness`)) as unknown as
      Completeness | undefined;
  }

  private async license(): Promise<void> {
    const terms = {
      features: ['p3_decoder'],
      device_limit: 1,
      valid_until: new Date(Date.now() + 3650 * DAY_MS).toISOString(),
      device_id: 'trial',
    };
    await this.gateway.until('the licence is issued', () =>
      this.gateway.ask('POST', '/admin/licenses', terms),
    );
  }
}

function keyOfRow({ passing_number: passingNumber, transponder_number: transponder }: Row): string {
  return keyOf({ passingNumber, transponder });
}

/** Returns a row with its flags, which mark an uncertain time. */
function inWords({ passing_number: number, rtc_time: timeMs, received_at, flags }: Row): string {
  return `${number} ${timeMs} received ${received_at} ${flags.join(' ')}`;
}

function isMisdated(row: Row, { crossedAtUs }: StrangeDecoder): boolean {
  const crossedMs = (crossedAtUs.get(keyOfRow(row)) ?? NaN) / 1000;
  return Math.abs(row.rtc_time - crossedMs) > NEAR_MS && !row.flags.includes('time_doubtful');
}
