import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningLineSimulator, startLineSimulator } from '#simulator';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { freeUdpPort } from '../support/udp-port.js';
import { type Row, rowsOf } from './comparison.js';
import { GatewayProcess } from './gateway-process.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';

const ROUNDS = IS_FULL ? 20 : 2;
const PER_ROUND = IS_FULL ? 500 : 40;
/** Passings while the line is cut, or the gateway is killed. */
const UNHEARD = IS_FULL ? 50 : 8;
const APART_MS = 4;
/** Longer than the way from the socket to the disk. */
const SETTLED_MS = 400;
/** Above the inputs of a decoder. */
const FIRST_RIDER = 10_000;
const RIDERS = 900_000;

/** A gateway and the decoder of a protocol, whose line is cut and which is killed. */
class ProtocolTrial {
  /** Transponders that were reported while the gateway listened, and all. */
  readonly heard: string[] = [];
  readonly reported: string[] = [];
  private rider = 0;
  private newest: readonly Row[] = [];

  private constructor(
    readonly simulator: RunningLineSimulator,
    readonly gateway: GatewayProcess,
    private readonly redis: RedisOnPort,
    private readonly folder: string,
  ) {}

  static async start(protocol: string): Promise<ProtocolTrial> {
    const port = protocol === 'thbc' ? await freeUdpPort() : 0;
    const simulator = await startLineSimulator({ protocol, riders: 0, statusPeriodMs: 500, port });
    // The photocell stops: only the trial reports passings.
    simulator.stopRiding();
    const redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
    await redis.start();
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-protocols-'));
    const gateway = new GatewayProcess(await freePort(), {
      REDIS_URL: redis.url,
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DECODERS: `d=${simulator.url}?backfill=all`,
      COACHLINK_DEVICE_ID: 'gateway',
      COACHLINK_DEVICE_SECRET: 'secret-of-the-device-of-the-trial',
    });
    gateway.start();
    await gateway.license('gateway');
    const trial = new ProtocolTrial(simulator, gateway, redis, folder);
    await trial.connected();
    return trial;
  }

  async connected(): Promise<void> {
    await this.gateway.until('the decoder is connected', async () => {
      const answer = await this.gateway.ask('GET', '/decoders/d');
      return answer?.state === 'connected' && this.simulator.decoder.clientCount > 0 ? true : undefined;
    });
    await delay(SETTLED_MS);
  }

  /** Lets riders cross, of whom the gateway hears where it is connected. */
  async ride(count: number, isHeard: boolean): Promise<void> {
    for (let each = 0; each < count; each++) {
      const transponder = FIRST_RIDER + (this.rider++ % RIDERS);
      this.simulator.decoder.report({ timeUs: Date.now() * 1000, transponder, strength: 90, hits: 20 });
      this.reported.push(String(transponder));
      if (isHeard) this.heard.push(String(transponder));
      await delay(APART_MS);
    }
    await delay(SETTLED_MS);
  }

  /** Resolves to the stored transponders, once there are `count` of them or no more come. */
  async stored(count: number): Promise<string[]> {
    let before = -1;
    for (let quiet = 0; quiet < 5;) {
      const rows = await this.rows();
      if (rows.length >= count) return rows;
      quiet = rows.length === before ? quiet + 1 : 0;
      before = rows.length;
      await delay(1000);
    }
    return this.rows();
  }

  /** Prints the rows of riders that are kept twice: they help to find the cause. */
  tellTwice(riders: readonly string[]): void {
    for (const row of this.newest)
      if (riders.includes(row.transponderid)) process.stdout.write(`twice: ${JSON.stringify(row)}\n`);
  }

  async end(): Promise<void> {
    await this.gateway.kill();
    await this.simulator.close();
    await this.redis.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async rows(): Promise<string[]> {
    this.newest = await rowsOf(this.gateway, 'd');
    return this.newest.map(({ transponderid: id }) => id);
  }
}

function countsOf(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

describe.each([
  ['jsonl', 'everything'],
  ['raceresult', 'everything'],
  ['thbc', 'everything'],
  ['ammc', 'what was heard'],
  ['p98', 'what was heard'],
  ['tranx2', 'what was heard'],
])('a decoder of %s, whose line is cut and whose gateway is killed', (protocol, kept) => {
  let trial: ProtocolTrial;
  afterEach(() => trial.end(), 60_000);

  it(
    `keeps ${kept}, once`,
    async () => {
      trial = await ProtocolTrial.start(protocol);
      const { simulator, gateway } = trial;
      for (let round = 0; round < ROUNDS; round++) {
        await trial.ride(PER_ROUND, true);
        if (round % 2 === 0) {
          await simulator.unplug();
          await trial.ride(UNHEARD, false);
          await simulator.plugIn();
        } else {
          await gateway.kill();
          simulator.cutConnections();
          await trial.ride(UNHEARD, false);
          gateway.start();
        }
        await trial.connected();
      }
      await trial.ride(PER_ROUND, true);
      const wanted = kept === 'everything' ? trial.reported : trial.heard;
      const stored = countsOf(await trial.stored(wanted.length));
      const lost = wanted.filter((each) => !stored.has(each)).length;
      const doubled = [...stored].filter(([, count]) => count > 1).map(([rider]) => rider);
      trial.tellTwice(doubled);
      const twice = doubled.length;
      const invented = [...stored.keys()].filter((each) => !trial.reported.includes(each)).length;
      const completeness = await gateway.until('completeness is told', () =>
        gateway.ask('GET', '/decoders/d/completeness'),
      );
      report(`protocol ${protocol}`, {
        reported: trial.reported.length,
        heard: trial.heard.length,
        lost,
        twice,
        invented,
        state: completeness.state,
        missing: completeness.missing,
        lostLines: completeness.lost_lines,
      });
      expect({ lost, twice, invented }).toEqual({ lost: 0, twice: 0, invented: 0 });
      // Numbers tell exactly how many nobody heard; without them nothing is claimed.
      if (protocol === 'ammc') expect(completeness.missing).toBe(trial.reported.length - trial.heard.length);
      if (kept === 'everything' && protocol !== 'thbc')
        expect(completeness).toMatchObject({ state: 'complete', missing: 0 });
      else expect(['unknown', 'missing']).toContain(completeness.state);
    },
    IS_FULL ? 600_000 : 120_000,
  );
});
