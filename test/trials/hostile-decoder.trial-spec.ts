import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeRecord } from '#p3';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const FLOOD_S = IS_FULL ? 60 : 2;
const FRAMES_PER_S = 20_000;
const TICKS_PER_S = 50;
const JUNK_BYTES = IS_FULL ? 1_000_000_000 : 50_000_000;
const LONGEST_MS = 600_000;

/** Frames of a decoder that counts from one, without a gap. */
function passings(first: number, count: number): Buffer {
  const frames = Array.from({ length: count }, (_, at) => {
    const passingNumber = first + at;
    const rtcTimeUs = Date.now() * 1000 + at;
    const fields = {
      passingNumber,
      transponder: 500_000 + (passingNumber % 200),
      rtcTimeUs,
      strength: 90,
      hits: 20,
    };
    return encodeRecord('PASSING', { ...fields, decoderId: 0x30f00 }, { version: 2 });
  });
  return Buffer.concat(frames);
}

/** A server in the place of a decoder that is none. */
class Impostor {
  private readonly sockets = new Set<Socket>();
  private constructor(private readonly server: Server) {}

  static async open(serve: (socket: Socket) => void): Promise<Impostor> {
    const server = createServer((socket) => {
      impostor.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => impostor.sockets.delete(socket));
      socket.resume();
      serve(socket);
    });
    const impostor = new Impostor(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return impostor;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

describe('what comes from the side of the decoders', () => {
  let trial: Trial;
  let impostor: Impostor | undefined;
  afterEach(async () => {
    impostor?.close();
    impostor = undefined;
    await trial.end();
  }, 60_000);

  async function lagMs(): Promise<number> {
    return Math.round((await trial.gateway.figure('nodejs_eventloop_lag_p99_seconds')) * 10_000) / 10;
  }

  it(
    `is stored though it comes with ${FRAMES_PER_S} frames a second`,
    async () => {
      trial = await Trial.start();
      const frames = FLOOD_S * FRAMES_PER_S;
      const perTick = FRAMES_PER_S / TICKS_PER_S;
      let sent = 0;
      let tookMs = 0;
      impostor = await Impostor.open((socket) => {
        const beginMs = performance.now();
        const tick = setInterval(() => {
          while (sent < frames && sent < ((performance.now() - beginMs) / 1000) * FRAMES_PER_S) {
            socket.write(passings(sent + 1, perTick));
            sent += perTick;
          }
          if (sent < frames) return;
          clearInterval(tick);
          tookMs ||= performance.now() - beginMs;
        }, 1000 / TICKS_PER_S);
      });
      const url = `p3+tcp://127.0.0.1:${impostor.port}?loop=9&clock=rtc`;
      await trial.gateway.until('the impostor is connected', () =>
        trial.gateway.ask('POST', '/decoders', { decoder_id: 'impostor', url }),
      );
      trial.ride();
      let worstLagMs = 0;
      while (sent < frames) {
        worstLagMs = Math.max(worstLagMs, await lagMs());
        await delay(1000);
      }
      trial.rest();
      const compared = await trial.compare();
      const stored = await trial.gateway.until('all of them are stored', async () => {
        const numbers = (await trial.rowsOf('impostor')).map(({ passing_number }) => passing_number);
        return new Set(numbers).size >= frames ? numbers : undefined;
      });
      const framesPerS = Math.round((sent / tookMs) * 1000);
      const twice = stored.length - new Set(stored).size;
      report('flood', {
        framesPerS,
        tookS: Math.round(tookMs / 1000),
        stored: stored.length,
        worstLagMs,
        ...compared,
      });
      expect([new Set(stored).size, twice]).toEqual([frames, 0]);
      expect(compared).toMatchObject(NOTHING_WRONG);
      if (!IS_FULL) return;
      expect(framesPerS).toBeGreaterThan(FRAMES_PER_S * 0.98);
      expect(worstLagMs).toBeLessThan(50);
    },
    LONGEST_MS,
  );

  it(
    'is no frame and has no end: the others go on, and nothing is kept of it',
    async () => {
      trial = await Trial.start();
      let sent = 0;
      const chunk = Buffer.alloc(256 * 1024, 0x41);
      chunk[0] = 0x8e;
      impostor = await Impostor.open((socket) => {
        const more = (): void => {
          while (sent < JUNK_BYTES) {
            sent += chunk.length;
            if (!socket.write(chunk)) return;
          }
        };
        socket.on('drain', more);
        more();
      });
      const rssBeforeMb = trial.gateway.rssMb();
      let [worstLagMs, worstRssMb] = [0, 0];
      const url = `p3+tcp://127.0.0.1:${impostor.port}?loop=9`;
      await trial.gateway.until('the impostor is connected', () =>
        trial.gateway.ask('POST', '/decoders', { decoder_id: 'impostor', url }),
      );
      trial.ride();
      await trial.gateway.until(
        'all of it has come',
        async () => {
          worstLagMs = Math.max(worstLagMs, await lagMs());
          worstRssMb = Math.max(worstRssMb, trial.gateway.rssMb());
          const answer = await trial.gateway.ask('GET', '/decoders/impostor');
          await delay(200);
          return Number(answer?.bytes ?? 0) >= JUNK_BYTES ? true : undefined;
        },
        LONGEST_MS,
      );
      trial.rest();
      const compared = await trial.compare();
      const rows = await trial.rowsOf('impostor');
      const growthMb = Math.round(worstRssMb - rssBeforeMb);
      report('no end', { bytes: sent, worstLagMs, growthMb, stored: rows.length, ...compared });
      expect(rows).toEqual([]);
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(growthMb).toBeLessThan(64);
      if (IS_FULL) expect(worstLagMs).toBeLessThan(50);
    },
    LONGEST_MS,
  );
});
