import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningSimulator, startSimulator } from '#simulator';
import { type Random, seededRandom, wholeBetween } from '../../../apps/simulator/src/track/random.js';
import { FaultProxy } from '../../support/fault-proxy.js';
import { BREAKS } from '../../support/line-conditions.js';
import { freePort, RedisOnPort } from '../../support/redis-on-port.js';
import { compareKept, rowsOf } from '../comparison.js';
import { GatewayProcess } from '../gateway-process.js';

export const DECODERS = ['d0', 'd1'];
const TICK_MS = 50;
/** Passings in a tick over both decoders: 200 a second. */
const PER_TICK = 10;
const SETTLE_MS = 180_000;

export const FAULTS = ['relay cut', 'first killed', 'decoder cut', 'second killed'] as const;

/** Decoders, a gateway that reads them, and a second one that reads nothing but the relay of the first. */
export class RelayTrial {
  private constructor(
    readonly random: Random,
    readonly simulator: RunningSimulator,
    readonly first: GatewayProcess,
    readonly second: GatewayProcess,
    readonly lines: { readonly decoder: readonly FaultProxy[]; readonly relay: readonly FaultProxy[] },
    readonly relayPort: number,
    private readonly redis: readonly RedisOnPort[],
    private readonly folders: readonly string[],
  ) {}

  /** `main`: main file of the first gateway. */
  static async start(main?: string): Promise<RelayTrial> {
    const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    const random = seededRandom(seed);
    const loops = DECODERS.map((_, at) => ({
      metres: at * 60,
      decoderId: 0x20f00 + at,
      keptPassings: 1_000_000,
    }));
    const simulator = await startSimulator({ riders: 0, seed, statusPeriodMs: 500, loops });
    simulator.stopRiding();
    const toDecoders = await Promise.all(
      simulator.decoders.map(({ port }) => FaultProxy.open(port ?? 0, random)),
    );
    const relayPort = wholeBetween(random, 20_000, 30_000);
    const toRelay = await Promise.all(DECODERS.map((_, at) => FaultProxy.open(relayPort + at, random)));
    const redis: RedisOnPort[] = [];
    const folders: string[] = [];
    const gatewayAt = async (
      lines: readonly FaultProxy[],
      more: Record<string, string>,
      ofBuild?: string,
    ): Promise<GatewayProcess> => {
      const own = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
      await own.start();
      redis.push(own);
      const folder = mkdtempSync(join(tmpdir(), 'coachlink-relay-'));
      folders.push(folder);
      const environment = {
        REDIS_URL: own.url,
        COACHLINK_DATA_DIR: folder,
        COACHLINK_DECODERS: lines
          .map(
            ({ port }, at) => `${DECODERS[at] ?? ''}=p3+tcp://127.0.0.1:${port}?loop=${at + 1}&backfill=all`,
          )
          .join(','),
        COACHLINK_DEVICE_ID: 'gateway',
        COACHLINK_DEVICE_SECRET: 'secret-of-the-device-of-the-trial',
        ...more,
      };
      const gateway = new GatewayProcess(await freePort(), environment, ofBuild);
      gateway.start();
      await gateway.license('gateway');
      return gateway;
    };
    const relay = `127.0.0.1:${relayPort}-${relayPort + DECODERS.length - 1}`;
    const first = await gatewayAt(toDecoders, { COACHLINK_RELAY: relay }, main);
    const second = await gatewayAt(toRelay, {});
    const lines = { decoder: toDecoders, relay: toRelay };
    return new RelayTrial(random, simulator, first, second, lines, relayPort, redis, folders);
  }

  /** Waits until both gateways had their first contact. */
  async begun(): Promise<void> {
    for (const gateway of [this.first, this.second]) await this.connected(gateway);
    for (const gateway of [this.first, this.second]) await this.complete(gateway);
  }

  /** Lets riders cross, with a fault in each round. */
  async harm(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await this.ride(1 + this.random());
      await this.fault(FAULTS[round % FAULTS.length] ?? 'relay cut');
    }
    await this.ride(1);
  }

  private async ride(seconds: number): Promise<void> {
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs) {
      for (let each = 0; each < PER_TICK; each++) {
        const timeUs = Date.now() * 1000;
        const transponder = 1000 + Math.floor(this.random() * 200);
        const { decoder } = this.simulator.decoders[each % DECODERS.length] ?? {};
        decoder?.report({ timeUs, transponder, strength: 90, hits: 20 });
      }
      await delay(TICK_MS);
    }
  }

  /** Breaks something, lets riders cross meanwhile, and mends it. */
  private async fault(fault: (typeof FAULTS)[number]): Promise<void> {
    const { first, second, lines } = this;
    const seconds = 0.3 + this.random();
    if (fault === 'first killed' || fault === 'second killed') {
      const gateway = fault === 'first killed' ? first : second;
      await gateway.kill();
      await this.ride(seconds);
      gateway.start();
    } else {
      const cut = fault === 'relay cut' ? lines.relay : lines.decoder;
      for (const line of cut) line.break(BREAKS[wholeBetween(this.random, 0, BREAKS.length - 1)] ?? 'close');
      await this.ride(seconds);
    }
    for (const gateway of [first, second]) await this.connected(gateway);
  }

  private async connected(gateway: GatewayProcess): Promise<void> {
    await gateway.until('every decoder is connected', async () => {
      const answer = await gateway.ask('GET', '/decoders');
      const decoders = (answer?.decoders ?? []) as { state: string }[];
      return decoders.length > 0 && decoders.every(({ state }) => state === 'connected') ? true : undefined;
    });
  }

  private async complete(gateway: GatewayProcess, withinMs = SETTLE_MS): Promise<void> {
    await gateway.until(
      'nothing is missing',
      async () => {
        const whole = await Promise.all(
          DECODERS.map(async (decoderId, at) => {
            const answer = await gateway.ask('GET', `/decoders/${decoderId}/completeness`);
            const last = this.simulator.decoders[at]?.ledger.bounds()?.last;
            return answer?.state === 'complete' && (last === undefined || answer.last_number === last);
          }),
        );
        return whole.every((each) => each) ? true : undefined;
      },
      withinMs,
    );
  }

  /** Compares the first gateway with the decoders, and the second one with the first, once neither lacks anything. */
  async compare(withinMs = SETTLE_MS): Promise<object> {
    const { first, second } = this;
    await this.complete(first, withinMs);
    await this.complete(second, withinMs);
    const truth = await compareKept(first, this.simulator.decoders);
    const [ofFirst, ofSecond] = [await this.kept(first), await this.kept(second)];
    const [inFirst, inSecond] = [new Set(ofFirst), new Set(ofSecond)];
    return {
      ...truth,
      lackingInSecond: ofFirst.filter((each) => !inSecond.has(each)).length,
      onlyInSecond: ofSecond.filter((each) => !inFirst.has(each)).length,
      twiceInSecond: ofSecond.length - inSecond.size,
      firstMb: Math.round(first.rssMb()),
    };
  }

  /** Resolves to what the gateway keeps, a line for each passing. */
  private async kept(gateway: GatewayProcess): Promise<string[]> {
    const lines: string[] = [];
    for (const decoderId of DECODERS)
      for (const row of await rowsOf(gateway, decoderId))
        lines.push(`${decoderId} ${row.passing_number} ${row.rtc_time_us} ${row.transponderid}`);
    return lines.sort();
  }

  async end(): Promise<void> {
    await Promise.all([this.first.kill(), this.second.kill()]);
    await Promise.all([...this.lines.decoder, ...this.lines.relay].map((line) => line.close()));
    await this.simulator.close();
    for (const each of this.redis) await each.remove();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}
