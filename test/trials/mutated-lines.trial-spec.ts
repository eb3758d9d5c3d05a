import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ClockOrigin, type DecoderSide, protocolOf } from '#decoder';
import { type Random, seededRandom, wholeBetween } from '../../apps/simulator/src/track/random.js';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { SerialCable } from '../support/serial-cable.js';
import { GatewayProcess } from './gateway-process.js';
import { report } from './report.js';
import { RssWatch } from './rss-watch.js';
import { IS_FULL } from './trial.js';

const LINES = IS_FULL ? 1_000_000 : 3000;
const MOST_RSS_MB = 256;
const FIRST_RIDER = 1000;
/** More than come in one piece of the link: a rider does not cross twice in a moment. */
const RIDERS = 5000;
/** Values of good lines, which no mutation of the others makes. */
const GOOD = { strength: 90, hits: 20 };
const BAD = { strength: 11, hits: 3 };
const BAD_RIDER = 950_001;
/** Lines that are written together. */
const BLOCK = 200;
/** Lines after which is waited until they are stored. */
const PUT_OFF = 10_000;
const LONGEST_LINE = 20_000;
/** Time between two passings of a decoder whose clock has a date: 50 a second. The last one is not ahead of the clock. */
const DATED_STEP_US = 20_000;
const BEGIN_AGO_US = 3 * LINES * DATED_STEP_US;
/** Most by which a spoiled line is later, where the clock has no date and goes at the pace of the receipts. */
const LATER_US = 500_000;
const SETTLE_MS = IS_FULL ? 120_000 : 20_000;
const DAY_US = 86_400_000_000;

/** Changes a line in one of the ways in which lines are spoiled. */
function mutated(line: Buffer, random: Random): Buffer {
  const at = wholeBetween(random, 0, line.length - 1);
  switch (wholeBetween(random, 0, 8)) {
    case 0:
      return line.subarray(0, at);
    case 1:
      return line.subarray(at + 1);
    case 2:
      return line.subarray(0, -1);
    case 3:
      return Buffer.from(line.toString('latin1'), 'utf16le');
    case 4:
      return Buffer.concat([line.subarray(0, -3), line]);
    case 5:
      return Buffer.concat([
        line.subarray(0, at),
        Buffer.from([wholeBetween(random, 0, 255)]),
        line.subarray(at),
      ]);
    case 6:
      return random() < 0.01
        ? Buffer.alloc(wholeBetween(random, 4000, LONGEST_LINE), 'x')
        : Buffer.from('\n');
    case 7:
      return Buffer.from(Array.from({ length: 30 }, () => wholeBetween(random, 0, 255)));
    default: {
      const changed = Buffer.from(line);
      changed[at] = (changed[at] ?? 0) ^ (1 << wholeBetween(random, 0, 7));
      return changed;
    }
  }
}

/** The lines of a decoder: each good one behind a spoiled one. */
class Lines {
  private readonly side: DecoderSide;
  private readonly clock: ClockOrigin;
  private readonly beginUs = Date.now() * 1000;
  private readonly beginMs = performance.now();

  constructor(
    protocol: string,
    private readonly random: Random,
  ) {
    const { createSide, clock = 'since_1970' } = protocolOf(protocol);
    if (createSide === undefined) throw new Error(`${protocol} has no side of a decoder`);
    this.side = createSide();
    this.clock = clock;
  }

  /** A passing of the same number and time is the same passing, whatever its transponder: the spoiled one is later. */
  pair(at: number): readonly [spoiled: Buffer, good: Buffer] {
    const timeUs = this.timeOf(at);
    const mostUs = this.clock === 'since_1970' ? LINES * DATED_STEP_US : LATER_US;
    const laterUs = 1000 * wholeBetween(this.random, 1, mostUs / 1000);
    const spoiled = this.lineOf(at, timeUs + laterUs, BAD_RIDER, BAD);
    return [mutated(spoiled, this.random), this.lineOf(at, timeUs, transponderOf(at), GOOD)];
  }

  private timeOf(at: number): number {
    const passedUs = Math.floor(performance.now() - this.beginMs) * 1000;
    switch (this.clock) {
      case 'since_1970':
        return this.beginUs - BEGIN_AGO_US + at * DATED_STEP_US;
      case 'since_power_up':
        return passedUs;
      case 'time_of_day':
        return (this.beginUs + passedUs) % DAY_US;
    }
  }

  private lineOf(at: number, rtcTimeUs: number, transponder: number, values: typeof GOOD): Buffer {
    const timeUs = this.clock === 'time_of_day' ? rtcTimeUs % DAY_US : rtcTimeUs;
    const passing = { passingNumber: at + 1, transponder, rtcTimeUs: timeUs, ...values };
    return Buffer.from(this.side.passing(passing, false));
  }
}

function transponderOf(at: number): number {
  return FIRST_RIDER + (at % RIDERS);
}

type Write = (lines: readonly Buffer[]) => Promise<void>;

/** The link of a decoder to the gateway. */
interface Way {
  readonly url: string;
  /** Resolves to its bytes' way out once the gateway is there. */
  readonly opened: () => Promise<Write>;
  readonly close: () => Promise<void>;
}

async function byTcp(protocol: string): Promise<Way> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const sockets: Socket[] = [];
  const connected = once(server, 'connection') as Promise<[Socket]>;
  server.on('connection', (socket) => sockets.push(socket.resume().on('error', () => undefined)));
  return {
    url: `${protocol}+tcp://127.0.0.1:${port}`,
    opened: async () => {
      const [socket] = await connected;
      return async (lines) => {
        if (!socket.write(Buffer.concat(lines))) await once(socket, 'drain');
      };
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      return Promise.resolve();
    },
  };
}

async function byWebSocket(protocol: string): Promise<Way> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const connected = once(server, 'connection');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `${protocol}+ws://127.0.0.1:${port}`,
    opened: async () => {
      await connected;
      const [socket] = server.clients;
      return async (lines) => {
        await Promise.all(lines.map((line) => sent(socket, line)));
      };
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
      return Promise.resolve();
    },
  };
}

function sent(socket: WebSocket | undefined, line: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket?.send(line.toString('latin1'), () => {
      resolve();
    });
  });
}

async function bySerialLine(protocol: string, folder: string): Promise<Way> {
  const tcp = await byTcp(protocol);
  const cable = new SerialCable(
    join(folder, protocol),
    Number(new URL(tcp.url.replace(/^.*:\/\//, 'http://')).port),
  );
  await cable.plugIn();
  return {
    url: `${protocol}+serial://${cable.path}`,
    opened: tcp.opened,
    close: async () => {
      await cable.pullOut();
      await tcp.close();
    },
  };
}

const WAYS: Readonly<Record<string, (protocol: string, folder: string) => Promise<Way>>> = {
  p98: bySerialLine,
  tranx2: bySerialLine,
  thbc: bySerialLine,
  jsonl: byTcp,
  raceresult: byTcp,
  ammc: byWebSocket,
};

interface Row {
  readonly transponderid: string;
  readonly signal_strength: number | null;
  readonly hits: number | null;
}

/** Resolves to the number of good passings of each rider, from a file of all that is kept. */
async function goodOnes(gateway: GatewayProcess): Promise<Uint8Array> {
  const url = `http://127.0.0.1:${gateway.port}/api/v1/passings?start_time_ms=0&order=asc`;
  const answer = await fetch(url, { headers: { ...CREDENTIALS, accept: 'application/x-ndjson' } });
  const counts = new Uint8Array(RIDERS + FIRST_RIDER);
  if (answer.body === null) throw new Error('the file is empty');
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
    const { transponderid: id, signal_strength: strength, hits } = JSON.parse(line) as Row;
    const rider = Number(id);
    if (strength !== GOOD.strength || (hits !== null && hits !== GOOD.hits)) continue;
    if (Number.isInteger(rider) && rider < counts.length) counts[rider] = (counts[rider] ?? 0) + 1;
  }
  return counts;
}

/** Resolves when everything that was read is stored. */
async function caughtUp(gateway: GatewayProcess): Promise<void> {
  await gateway.until('everything is stored', async () => {
    const decoder = await gateway.ask('GET', '/decoders/d');
    const { state } = (decoder?.recorder ?? {}) as { state?: string };
    const pending = await gateway.figure('coachlink_passings_pending');
    return pending === 0 && state !== 'catching_up' ? true : undefined;
  });
}

describe.each(IS_FULL ? Object.keys(WAYS) : ['p98', 'ammc'])(
  'spoiled lines of %s mixed 1:1 with good ones',
  (protocol) => {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-lines-'));
    let way: Way | undefined;
    let gateway: GatewayProcess | undefined;
    let redis: RedisOnPort | undefined;
    afterEach(async () => {
      await gateway?.kill();
      await way?.close();
      await redis?.remove();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    it('cost no good one', async () => {
      const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
      process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
      way = await WAYS[protocol]?.(protocol, folder);
      redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
      await redis.start();
      const ours = new GatewayProcess(await freePort(), {
        REDIS_URL: redis.url,
        COACHLINK_DATA_DIR: folder,
        COACHLINK_DECODERS: `d=${way?.url ?? ''}?loop=1`,
        COACHLINK_DEVICE_ID: 'gateway',
        COACHLINK_DEVICE_SECRET: 'secret-of-the-device-of-the-trial',
      });
      gateway = ours;
      ours.start();
      const write = way?.opened();
      await ours.license('gateway');
      const out = await write;
      await ours.until('the decoder is connected', async () => {
        const decoder = await ours.ask('GET', '/decoders/d');
        return decoder?.state === 'connected' ? true : undefined;
      });
      const memory = new RssWatch(ours);
      const lines = new Lines(protocol, seededRandom(seed));
      for (let at = 0; at < LINES; at += BLOCK) {
        const block: Buffer[] = [];
        for (let each = at; each < at + BLOCK; each++) {
          const [spoiled, good] = lines.pair(each);
          // The first block is good: the decoder names itself.
          if (at > 0) block.push(spoiled);
          block.push(good);
        }
        await out?.(block);
        // Some lines at a time try the gateway, and not how much it can put off.
        if (at % PUT_OFF < BLOCK) await caughtUp(ours);
      }
      await caughtUp(ours);
      memory.stop();
      const { firstMb, mostMb } = memory;
      const expected = new Uint8Array(RIDERS + FIRST_RIDER);
      for (let at = 0; at < LINES; at++) expected[transponderOf(at)] = (expected[transponderOf(at)] ?? 0) + 1;
      let figures = { lost: LINES, twice: 0 };
      await ours
        .until(
          'every good one is stored',
          async () => {
            const counts = await goodOnes(ours);
            figures = { lost: 0, twice: 0 };
            for (const [rider, count] of expected.entries()) {
              const more = (counts[rider] ?? 0) - count;
              if (more < 0) process.stdout.write(`lost of rider ${rider}\n`);
              if (more < 0) figures.lost -= more;
              else figures.twice += more;
            }
            return figures.lost === 0 ? true : undefined;
          },
          SETTLE_MS,
        )
        .catch(() => undefined);
      const { rejected } = (await ours.ask('GET', '/decoders/d')) as { rejected: object };
      report(`spoiled lines of ${protocol}`, { good: LINES, ...figures, firstMb, mostMb, rejected });
      expect(figures).toEqual({ lost: 0, twice: 0 });
      expect(mostMb).toBeLessThan(MOST_RSS_MB);
    }, 1_800_000);
  },
);
