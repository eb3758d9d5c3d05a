import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningSimulator, startSimulator } from '#simulator';
import { type Random, seededRandom } from '../../apps/simulator/src/track/random.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { compareKept, type Comparison } from './comparison.js';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';
import { GatewayProcess } from './gateway-process.js';

const DECODERS = 2;
const FIRST_DECODER = 'd0';
const TICK_MS = 50;
/** Passings in a tick over both decoders: 400 a second, 200 each. */
const PER_TICK = 20;
const READY_PERIOD_MS = 100;
const KEPT_PASSINGS = 1_000_000;
const SETTLE_MS = 120_000;

export interface TwoGatewaysOptions {
  readonly transponders: number;
  /** Main file of the gateway. */
  readonly main?: string;
}

/** One of the two gateways: its process, and its lines to the decoders. */
export interface Side {
  readonly name: string;
  readonly gateway: GatewayProcess;
  readonly lines: readonly FaultProxy[];
}

/** Two gateways of one site on one Redis, both with the same two decoders; the second decoder cannot send again. */
export class TwoGateways {
  private timer: NodeJS.Timeout | undefined;
  private readonly watching = new AbortController();
  private readonly away = new Set<GatewayProcess>();
  /** Answers of gateways that were not ready. */
  readonly unready: string[] = [];
  private looks = 0;

  private constructor(
    readonly random: Random,
    readonly simulator: RunningSimulator,
    readonly redis: RedisOnPort,
    readonly sides: readonly [Side, Side],
    private readonly options: TwoGatewaysOptions,
    private readonly folders: readonly string[],
  ) {}

  static async start(options: TwoGatewaysOptions): Promise<TwoGateways> {
    const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    const random = seededRandom(seed);
    const loops = Array.from({ length: DECODERS }, (_, at) => ({
      metres: at * 60,
      decoderId: 0x20f00 + at,
      keptPassings: KEPT_PASSINGS,
    }));
    const simulator = await startSimulator({ riders: 0, seed, statusPeriodMs: 500, loops });
    simulator.stopRiding();
    simulator.decoders[1]?.faults.set({ resend: 'error' });
    const redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
    await redis.start();
    const folders: string[] = [];
    const make = async (name: string): Promise<Side> => {
      const lines: FaultProxy[] = [];
      for (const { port } of simulator.decoders) lines.push(await FaultProxy.open(port ?? 0, random));
      const folder = mkdtempSync(join(tmpdir(), 'coachlink-two-'));
      folders.push(folder);
      const environment = {
        REDIS_URL: redis.url,
        COACHLINK_DATA_DIR: folder,
        COACHLINK_JWT_SECRET: 'one secret that both gateways of the site have',
        COACHLINK_DECODERS: lines
          .map(({ port }, at) => `d${at}=p3+tcp://127.0.0.1:${port}?loop=${at + 1}&backfill=all`)
          .join(','),
        COACHLINK_DEVICE_ID: `gateway-${name}`,
        COACHLINK_DEVICE_SECRET: `secret-of-the-device-${name}`,
      };
      return { name, gateway: new GatewayProcess(await freePort(), environment, options.main), lines };
    };
    const two = new TwoGateways(
      random,
      simulator,
      redis,
      [await make('a'), await make('b')],
      options,
      folders,
    );
    for (const { gateway } of two.sides) gateway.start();
    await two.license();
    await two.allConnected();
    void two.watchReadiness();
    return two;
  }

  ride(): void {
    this.timer = setInterval(() => {
      this.report(PER_TICK);
    }, TICK_MS);
  }

  rest(): void {
    clearInterval(this.timer);
  }

  /** Reports `passings`, spread over both decoders. */
  report(passings: number): void {
    for (let each = 0; each < passings; each++) {
      const timeUs = Date.now() * 1000;
      const transponder = 1000 + Math.floor(this.random() * this.options.transponders);
      this.simulator.decoders[each % DECODERS]?.decoder.report({
        timeUs,
        transponder,
        strength: 90,
        hits: 20,
      });
    }
  }

  /** Lets every transponder cross once, so that the dictionaries have all of them. */
  async everybodyCrosses(): Promise<void> {
    const { transponders } = this.options;
    for (let at = 0; at < transponders; at++) {
      const timeUs = Date.now() * 1000;
      this.simulator.decoders[0]?.decoder.report({
        timeUs,
        transponder: 1000 + at,
        strength: 90,
        hits: 20,
      });
      if (at % 100 === 99) await delay(20);
    }
  }

  /** Returns the side that reads the first decoder by its own word, and the other one. */
  async roles(): Promise<{ reading: Side; standing: Side }> {
    const states = await Promise.all(this.sides.map((side) => this.stateAt(side)));
    const at = states.indexOf('connected');
    const [a, b] = this.sides;
    return at === 1 ? { reading: b, standing: a } : { reading: a, standing: b };
  }

  /** Returns the answer of a gateway to a command for the first decoder. */
  async commandAt({ gateway }: Side): Promise<{ readonly status: number; readonly reason?: string }> {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/api/v1/commands/audit`, {
      method: 'POST',
      headers: { ...CREDENTIALS, 'content-type': 'application/json' },
      body: JSON.stringify({ commands: ['20'], decoder_id: FIRST_DECODER }),
    });
    const { details } = (await response.json()) as { details?: { reason: string } };
    return { status: response.status, ...details };
  }

  /** Waits until both gateways are in touch with every decoder, one of them at least as the reader. */
  async allConnected(): Promise<void> {
    for (const side of this.sides)
      await side.gateway.until(`${side.name} is in touch with the decoders`, async () => {
        const states = await this.statesAt(side);
        return states.length === DECODERS && states.every((state) => /^(connected|standby)$/.test(state))
          ? true
          : undefined;
      });
  }

  /** Resolves to the time until a passing of each decoder from after the call is in Redis, by this side. */
  async storedAgain({ gateway }: Side): Promise<number> {
    const [beginMs, nowMs] = [performance.now(), Date.now()];
    const fresh = { start_time_ms: nowMs + 1, end_time_ms: nowMs + 86_400_000, limit: 1 };
    await Promise.all(
      this.simulator.decoders.map((_, at) =>
        gateway.until(`a passing of d${at} is stored`, async () => {
          const answer = await gateway.ask('POST', '/passings', { ...fresh, decoder_id: `d${at}` });
          return (answer?.passings as unknown[] | undefined)?.[0];
        }),
      ),
    );
    return performance.now() - beginMs;
  }

  /** Excludes a gateway from the looks at readiness, because the trial keeps it from answering. */
  notAsked({ gateway }: Side): void {
    this.away.add(gateway);
  }

  asked({ gateway }: Side): void {
    this.away.delete(gateway);
  }

  /** Share of the looks at which a running gateway was not ready. */
  get unreadyShare(): number {
    return this.looks === 0 ? 0 : this.unready.length / this.looks;
  }

  /** Compares once every passing of the decoders is kept, or `withinMs` is over. */
  async compare(withinMs = SETTLE_MS): Promise<Comparison> {
    const [{ gateway }] = this.sides;
    const endMs = performance.now() + withinMs;
    for (;;) {
      const compared = await compareKept(gateway, this.simulator.decoders);
      if (compared.lost === 0 || performance.now() > endMs) return compared;
      await delay(500);
    }
  }

  async end(): Promise<void> {
    this.rest();
    this.watching.abort();
    for (const { gateway, lines } of this.sides) {
      await gateway.kill();
      for (const line of lines) await line.close();
    }
    await this.simulator.close();
    await this.redis.remove();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }

  private async stateAt(side: Side): Promise<string | undefined> {
    return (await this.statesAt(side))[0];
  }

  private async statesAt({ gateway }: Side): Promise<string[]> {
    const answer = await gateway.ask('GET', '/decoders');
    return ((answer?.decoders ?? []) as { state: string }[]).map(({ state }) => state);
  }

  private async watchReadiness(): Promise<void> {
    const { signal } = this.watching;
    while (!signal.aborted) {
      for (const { name, gateway } of this.sides) {
        if (this.away.has(gateway)) continue;
        const answer = await gateway.readiness();
        if (answer === undefined || this.away.has(gateway)) continue;
        this.looks++;
        if (answer.status !== 200) this.unready.push(`${name}: ${answer.words}`);
      }
      await delay(READY_PERIOD_MS);
    }
  }

  private async license(): Promise<void> {
    const { gateway } = this.sides[0];
    const terms = {
      features: ['p3_decoder'],
      device_limit: 2,
      valid_until: '2099-12-31T23:59:59Z',
      device_id: 'gateway-a',
    };
    await gateway.until('the licence is issued', () => gateway.ask('POST', '/admin/licenses', terms));
  }
}
