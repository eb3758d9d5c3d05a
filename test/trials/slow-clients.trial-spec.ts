import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';
import { MOST_CONNECTIONS_OF_A_SOURCE } from '../../apps/gateway/src/platform/http/connections-per-source.js';
import { NOTHING_WRONG } from './comparison.js';
import { HeldConnections } from './held-connections.js';
import { percentile } from './percentiles.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const SLOW_HEADERS = IS_FULL ? 1000 : 150;
const SLOW_BODIES = IS_FULL ? 1000 : 150;
const SLOW_READERS = IS_FULL ? 500 : 100;
const LASTS_MS = IS_FULL ? 60_000 : 3000;
const HOSTILE = '127.0.0.2';
const HONEST = '127.0.0.1';
const KEPT_PASSINGS = IS_FULL ? 100_000 : 20_000;
const CREDENTIAL_LINES = Object.entries(CREDENTIALS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/** Connections of one source that hold on to the gateway in one way, each opened anew when it is cut. */
class SlowClients {
  private readonly sockets = new Set<Socket>();
  private isOver = false;

  constructor(
    private readonly port: number,
    private readonly begin: (socket: Socket) => void,
    private readonly drip: (socket: Socket) => void,
  ) {}

  open(): void {
    if (this.isOver) return;
    const socket = connect({ port: this.port, host: HONEST, localAddress: HOSTILE });
    this.sockets.add(socket);
    let dripping: NodeJS.Timeout | undefined;
    socket.on('connect', () => {
      dripping = setInterval(() => {
        this.drip(socket);
      }, 1000);
      this.begin(socket);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.sockets.delete(socket);
      clearInterval(dripping);
      setTimeout(() => {
        this.open();
      }, 200);
    });
  }

  /** Ends a connection that the server gave up, which a client that does not read does not notice. */
  cut(port: number): void {
    for (const socket of this.sockets) if (socket.localPort === port) socket.destroy();
  }

  stop(): void {
    this.isOver = true;
    for (const socket of this.sockets) socket.destroy();
  }
}

interface Way {
  readonly count: number;
  readonly begin: (socket: Socket) => void;
  readonly drip: (socket: Socket) => void;
}

describe('clients that hold on to the gateway, under 200 passings a second', () => {
  let trial: Trial;
  const ends: { stop(): void }[] = [];
  afterEach(async () => {
    for (const each of ends.splice(0)) each.stop();
    await trial.end();
  }, 60_000);

  const HEADERS: Way = {
    count: SLOW_HEADERS,
    begin: (socket) => socket.write('GET /api/v1/passings HTTP/1.1\r\nHost: x\r\n'),
    drip: (socket) => socket.write('X-More: 1\r\n'),
  };
  const BODIES: Way = {
    count: SLOW_BODIES,
    begin: (socket) =>
      socket.write(
        `POST /api/v1/passings HTTP/1.1\r\nHost: x\r\n${CREDENTIAL_LINES}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{`,
      ),
    drip: (socket) => socket.write(' '),
  };
  /** Clients that read a byte a second, so that the line is not dead, of an answer larger than the buffers between. */
  const READERS: Way = {
    count: SLOW_READERS,
    begin: (socket) => {
      socket.pause();
      const path = '/api/v1/passings?start_time_ms=0&order=asc';
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\n${CREDENTIAL_LINES}\r\n`,
      );
    },
    drip: (socket) => {
      socket.read(1);
    },
  };

  /** Returns the time of an answer; undefined where there was none. */
  function askOnce(): Promise<number | undefined> {
    const beginMs = performance.now();
    return new Promise((resolve) => {
      const outgoing = request(
        {
          port: trial.gateway.port,
          host: HONEST,
          localAddress: HONEST,
          path: '/api/v1/passings?limit=100',
          headers: CREDENTIALS,
          agent: false,
        },
        (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode === 200 ? performance.now() - beginMs : undefined);
          });
        },
      );
      outgoing.setTimeout(10_000, () => outgoing.destroy());
      outgoing.on('error', () => {
        resolve(undefined);
      });
      outgoing.end();
    });
  }

  it.each([
    ['headers that do not end', HEADERS],
    ['bodies that do not end', BODIES],
    ['answers that nobody takes', READERS],
  ])(
    '%s, from one source: another one is answered, and each of them is cut',
    async (what, { count, begin, drip }) => {
      trial = await Trial.start();
      trial.report(KEPT_PASSINGS);
      await trial.settled();
      const rssBeforeMb = Math.round(trial.gateway.rssMb());
      trial.ride();
      const slow = new SlowClients(trial.gateway.port, begin, drip);
      const held = new HeldConnections(trial.gateway.port, HOSTILE, (port) => {
        slow.cut(port);
      });
      ends.push(slow, held);
      for (let each = 0; each < count; each++) slow.open();
      const tookMs: number[] = [];
      let unanswered = 0;
      let rssMb = 0;
      const endMs = performance.now() + LASTS_MS;
      while (performance.now() < endMs || held.heldMs.length < MOST_CONNECTIONS_OF_A_SOURCE) {
        const ms = await askOnce();
        if (ms === undefined) unanswered++;
        else tookMs.push(ms);
        rssMb = Math.max(rssMb, Math.round(trial.gateway.rssMb()));
        await delay(20);
      }
      for (const each of ends.splice(0)) each.stop();
      trial.rest();
      const compared = await trial.compare();
      const worstHeldMs = Math.round(Math.max(...held.heldMs));
      const p99Ms = Math.round(percentile(tookMs, 99));
      const figures = { answered: tookMs.length, unanswered, p99Ms, cut: held.heldMs.length, worstHeldMs };
      report(what, { ...figures, mostHeld: held.most, rssBeforeMb, rssMb, ...compared });
      expect(unanswered).toBe(0);
      expect(held.most).toBeGreaterThan(MOST_CONNECTIONS_OF_A_SOURCE / 2);
      // Connections over the limit exist for a moment, to be told so.
      expect(held.most).toBeLessThan(MOST_CONNECTIONS_OF_A_SOURCE + 20);
      expect(compared).toMatchObject(NOTHING_WRONG);
      if (!IS_FULL) return;
      expect(p99Ms).toBeLessThan(500);
      expect(worstHeldMs).toBeLessThan(16_500);
    },
    300_000,
  );
});
