import { setTimeout as delay } from 'node:timers/promises';
import { HostClock } from '#decoder';
import {
  type RunningDecoder,
  type RunningSimulator,
  type SimulatorOptions,
  startSimulator,
} from '#simulator';
import { Clock } from '../../apps/gateway/src/platform/clock/clock.js';
import { SteadyTime } from '../../apps/gateway/src/platform/clock/steady-time.js';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { RetentionService } from '../../apps/gateway/src/intake/retention/retention.service.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { startTestApi, type TestApi } from './api.fixture.js';
import { SwitchableFeatures } from './decoders.fixture.js';
import { until } from './gateway.fixture.js';
import { knowingEverybody } from './guards.fixture.js';

const MINUTE_MS = 60_000;

export interface Row {
  readonly passing_number: number;
  readonly rtc_time: number;
  readonly received_at: number;
  readonly flags: readonly string[];
  readonly rtc_time_alternative_us?: string;
}

/**
 * A decoder and a gateway in a world whose time a test moves on. `machineMs` is the lead of the clock of the gateway's
 * machine over that world.
 */
export class TimeTrial {
  private passedMs = 0;
  private sleptMs = 0;
  machineMs = 0;
  /** Environment of the gateway, beside that of its decoder. */
  environment: Readonly<Record<string, string>> = {};
  private readonly epochMs = Date.now();
  private running: TestApi | undefined;

  private constructor(
    private readonly simulator: RunningSimulator,
    private readonly decoder: RunningDecoder,
    private readonly redis: RedisOnPort,
    private readonly parameters: string,
  ) {}

  static async begin(options: SimulatorOptions = {}, parameters = ''): Promise<TimeTrial> {
    const simulator = await startSimulator({ riders: 0, statusPeriodMs: 100, ...options });
    simulator.stopRiding();
    const [decoder] = simulator.decoders;
    if (decoder === undefined) throw new Error('no decoder');
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    return new TimeTrial(simulator, decoder, redis, parameters);
  }

  /** Returns the true time. */
  nowMs(): number {
    return Date.now() + this.passedMs;
  }

  /** Lets time pass, for the decoder too. */
  pass(minutes: number): void {
    this.passedMs += minutes * MINUTE_MS;
    this.decoder.decoder.jumpClock(minutes * MINUTE_MS);
  }

  /** Lets the gateway's machine sleep. */
  sleep(minutes: number): void {
    this.sleptMs += minutes * MINUTE_MS;
    this.pass(minutes);
  }

  /** Sets the decoder's clock. */
  setDecoder(byMinutes: number): void {
    this.decoder.decoder.jumpClock(byMinutes * MINUTE_MS);
  }

  /** Reports a crossing; returns its true time in milliseconds. */
  cross(transponder = 1000): number {
    const timeMs = this.nowMs();
    this.decoder.decoder.report({
      timeUs: (timeMs - this.passedMs) * 1000,
      transponder,
      strength: 90,
      hits: 20,
    });
    return timeMs;
  }

  cut(): void {
    this.decoder.cutConnections();
  }

  /** Switches the decoder off for good. */
  async switchOff(): Promise<void> {
    await this.simulator.close();
  }

  /** Starts the gateway, and waits for the decoder. */
  async start(dataDir?: string): Promise<void> {
    await this.begin(dataDir);
    await this.connected();
  }

  /** Starts the gateway without waiting for the decoder. */
  async begin(dataDir?: string): Promise<void> {
    const nowMs = (): number => this.nowMs() + this.machineMs;
    this.running = await startTestApi({
      repository: null,
      redisUrl: this.redis.url,
      environment: {
        COACHLINK_DECODERS: `d0=p3+tcp://127.0.0.1:${this.simulator.port}?loop=1${this.parameters}`,
        ...this.environment,
        ...(dataDir === undefined ? {} : { COACHLINK_DATA_DIR: dataDir }),
      },
      override: (building) => {
        knowingEverybody()(building);
        building
          .overrideProvider(Features)
          .useValue(new SwitchableFeatures())
          .overrideProvider(HostClock)
          .useValue({ nowUs: () => nowMs() * 1000 })
          .overrideProvider(Clock)
          .useValue({ nowMs })
          .overrideProvider(SteadyTime)
          .useValue({ nowMs: () => this.nowMs() - this.sleptMs - this.epochMs });
      },
    });
  }

  /** Runs the hourly retention. */
  async retain(): Promise<void> {
    await this.running?.app.get(RetentionService).forgetOld();
  }

  async reasons(): Promise<string> {
    return ((await this.ask('GET', '/device/status')).body.reasons as string[]).join('\n');
  }

  async stopGateway(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  connected(): Promise<unknown> {
    return until('the decoder is connected', async () => {
      const { body } = await this.ask('GET', '/decoders/d0');
      return body.state === 'connected' ? body : undefined;
    });
  }

  async ask(method: string, path: string, body?: object): Promise<{ body: Record<string, unknown> }> {
    if (this.running === undefined) throw new Error('the gateway does not run');
    return this.running.ask(method, `/api/v1${path}`, body === undefined ? {} : { body });
  }

  /** Returns the kept rows, by number. */
  async rows(): Promise<Row[]> {
    const window = { start_time_ms: 0, end_time_ms: 4_000_000_000_000, limit: 10_000, order: 'asc' };
    const { body } = await this.ask('POST', '/passings', window);
    return (body.passings as Row[]).toSorted((a, b) => a.passing_number - b.passing_number);
  }

  rowsWhen(what: string, condition: (rows: readonly Row[]) => boolean): Promise<Row[]> {
    return until(what, async () => {
      const rows = await this.rows();
      return condition(rows) ? rows : undefined;
    });
  }

  kept(count: number): Promise<Row[]> {
    return this.rowsWhen(`${count} passings are kept`, (rows) => rows.length === count);
  }

  /** Waits until the rows stop changing, for tests without another sign of the end. */
  async settled(): Promise<Row[]> {
    let before = '';
    for (let quiet = 0; quiet < 5;) {
      const now = JSON.stringify(await this.rows());
      quiet = now === before ? quiet + 1 : 0;
      before = now;
      await delay(200);
    }
    return JSON.parse(before) as Row[];
  }

  async alarms(): Promise<{ kind: string; message: string }[]> {
    return (await this.ask('GET', '/decoders/d0')).body.alarms as { kind: string; message: string }[];
  }

  async end(): Promise<void> {
    await this.stopGateway();
    await this.simulator.close();
    await this.redis.remove();
  }
}
