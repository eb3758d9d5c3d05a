import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { P3Parser } from '#p3';
import { FlightRecorder } from '#recorder';
import { type RunningDecoder, type RunningSimulator, startSimulator } from '#simulator';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { GatewayProcess } from '../trials/gateway-process.js';
import { DEVICE } from './gateway.fixture.js';

/** Period of looks at the kept rows, which are many: more frequent looks would slow the storing down. */
const LOOK_AGAIN_MS = 300;

/** A decoder that sends no passing again, with a gateway and a Redis that may be killed and frozen. */
export class RecorderTrial {
  private clockUs = Date.now() * 1000;

  private constructor(
    private readonly simulator: RunningSimulator,
    private readonly decoder: RunningDecoder,
    readonly redis: RedisOnPort,
    readonly gateway: GatewayProcess,
    readonly folder: string,
  ) {}

  /** `main` is the main file of the gateway. */
  static async begin(main?: string): Promise<RecorderTrial> {
    const simulator = await startSimulator({ riders: 0, statusPeriodMs: 200, faults: { resend: 'refused' } });
    const [decoder] = simulator.decoders;
    if (decoder === undefined) throw new Error('no decoder');
    // No photocell: its passings would be lost while the gateway is away, as beside a track.
    simulator.stopRiding();
    const redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes']);
    await redis.start();
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-recorder-e2e-'));
    const environment = {
      REDIS_URL: redis.url,
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DECODERS: `d0=p3+tcp://127.0.0.1:${simulator.port}?loop=1&record=1`,
      COACHLINK_DEVICE_ID: DEVICE['X-Device-ID'],
      COACHLINK_DEVICE_SECRET: DEVICE['X-Device-Secret'],
    };
    const gateway = new GatewayProcess(await freePort(), environment, main);
    gateway.start();
    const trial = new RecorderTrial(simulator, decoder, redis, gateway, folder);
    await trial.license();
    await trial.connected();
    trial.report(50);
    await trial.untilKept();
    return trial;
  }

  report(count: number): void {
    for (let each = 0; each < count; each++) {
      this.clockUs += 1000;
      const transponder = 1000 + (each % 7);
      this.decoder.decoder.report({ timeUs: this.clockUs, transponder, strength: 90, hits: 20 });
    }
  }

  connected(): Promise<Record<string, unknown>> {
    return this.gateway.until('the decoder is connected', async () => {
      const answer = await this.gateway.ask('GET', '/decoders/d0');
      return answer?.state === 'connected' ? answer : undefined;
    });
  }

  /** Waits until the disk has every reported passing. */
  async untilRecorded(): Promise<void> {
    const reported = this.decoder.ledger.all().length;
    await this.gateway.until('all is recorded', async () =>
      (await this.recorded()).length === reported ? true : undefined,
    );
  }

  /** Waits until exactly the reported passings are kept, each once. */
  async untilKept(): Promise<void> {
    const reported = this.decoder.ledger
      .all()
      .map(({ passingNumber, rtcTimeUs }) => `${passingNumber} ${rtcTimeUs}`);
    await this.untilKeptIs(() => Promise.resolve(reported));
  }

  /** Waits until exactly the recorded passings are kept, each once; resolves to their number. */
  untilRecordedIsKept(): Promise<number> {
    return this.untilKeptIs(() => this.recorded());
  }

  private async untilKeptIs(wanted: () => Promise<string[]>): Promise<number> {
    let seen = {};
    try {
      return await this.gateway.until('what was received is kept', async () => {
        const [all, kept] = [await wanted(), await this.kept()];
        const isKept = new Set(kept);
        const lost = all.filter((each) => !isKept.has(each)).length;
        const twice = kept.length - isKept.size;
        seen = { wanted: all.length, kept: kept.length, lost, twice };
        if (lost === 0 && kept.length === all.length) return kept.length;
        await delay(LOOK_AGAIN_MS);
        return undefined;
      });
    } catch (error) {
      throw new Error(`at last ${JSON.stringify(seen)}`, { cause: error });
    }
  }

  /** Returns number and RTC time of each kept passing. */
  async kept(): Promise<string[]> {
    const rows: string[] = [];
    const window = { start_time_ms: 0, end_time_ms: Date.now() + 86_400_000 };
    for (let cursor: unknown; ;) {
      const body = cursor === undefined ? { ...window, limit: 10_000 } : { cursor, limit: 10_000 };
      const answer = await this.gateway.ask('POST', '/passings', body);
      const passings = (answer?.passings ?? []) as { passing_number: number; rtc_time_us: string }[];
      rows.push(...passings.map((row) => `${row.passing_number} ${row.rtc_time_us}`));
      cursor = answer?.next_cursor;
      if (cursor === undefined) return rows;
    }
  }

  /** Returns number and RTC time of each recorded passing. */
  async recorded(): Promise<string[]> {
    const recorder = new FlightRecorder({
      folder: this.recordings,
      changed: () => undefined,
      unreadable: () => undefined,
    });
    await recorder.open();
    const parser = new P3Parser();
    const found: string[] = [];
    for await (const { bytes } of recorder.read({ from: { segment: 0, offset: 0 }, until: recorder.end })) {
      for (const event of parser.push(bytes)) {
        if (event.kind !== 'record' || event.record.type !== 'PASSING') continue;
        const { passingNumber, rtcTimeUs } = event.record.fields;
        found.push(`${passingNumber ?? 0} ${rtcTimeUs ?? 0}`);
      }
    }
    return found;
  }

  async end(): Promise<void> {
    this.redis.signal('SIGCONT');
    await this.gateway.kill();
    await this.simulator.close();
    await this.redis.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get recordings(): string {
    return join(this.folder, 'recorder', 'd0');
  }

  private async license(): Promise<void> {
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    await this.gateway.until('the licence is issued', () =>
      this.gateway.ask('POST', '/admin/licenses', { ...terms, device_id: DEVICE['X-Device-ID'] }),
    );
  }
}
