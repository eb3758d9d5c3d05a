import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type P3Decoder, type RunningSimulator, startSimulator } from '#simulator';
import { BenchRedis } from './bench-redis.js';
import { BenchGateway } from './gateway.js';

const DECODERS = 4;

/** A track in operation: four simulated decoders, and a gateway that is connected to them, with a Redis. */
export class BenchTrack {
  private constructor(
    private readonly simulator: RunningSimulator,
    readonly redis: BenchRedis,
    readonly gateway: BenchGateway,
    private readonly folder: string,
  ) {}

  /** `fill` puts data into Redis before the gateway starts. */
  static async open(
    seed: number,
    fill: (redis: BenchRedis) => Promise<void> = () => Promise.resolve(),
  ): Promise<BenchTrack> {
    const loops = Array.from({ length: DECODERS }, (_, at) => ({ metres: at * 60, decoderId: 0x20f00 + at }));
    const simulator = await startSimulator({ riders: 0, seed, loops });
    simulator.stopRiding();
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    await fill(redis);
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const ports = simulator.decoders.map(({ port }) => port ?? 0);
    const gateway = await BenchGateway.beside(redis, folder, ports);
    return new BenchTrack(simulator, redis, gateway, folder);
  }

  get decoders(): readonly P3Decoder[] {
    return this.simulator.decoders.map(({ decoder }) => decoder);
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.simulator.close();
    await this.redis.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
