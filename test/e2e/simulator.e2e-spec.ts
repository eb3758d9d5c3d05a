import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { SerialLink } from '#decoder';
import { type P3Event, P3Parser, type P3Record, type P3RecordOf, p3Requests } from '#p3';
import {
  type KeptPassing,
  LINES,
  type RunningDecoder,
  type RunningSimulator,
  type SimulatorOptions,
  startSimulator,
} from '#simulator';

const DEADLINE_MS = 20_000;
jest.setTimeout(3 * DEADLINE_MS);
const NO_STATUS = 3_600_000;

/** Records that a client has read from its line. */
class Reader {
  readonly records: P3Record[] = [];
  readonly parser = new P3Parser();
  chunks = 0;

  take(chunk: Uint8Array): void {
    this.chunks++;
    this.keep(this.parser.push(chunk));
  }
  passings(): P3RecordOf<'PASSING'>[] {
    return this.records.filter((record) => record.type === 'PASSING');
  }
  of(type: P3Record['type']): P3Record[] {
    return this.records.filter((record) => record.type === type);
  }
  private keep(events: readonly P3Event[]): void {
    for (const event of events) if (event.kind === 'record') this.records.push(event.record);
  }
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
    await delay(5);
  }
}

/** Returns the fields of a passing in the ledger as its record has them. */
function asFields(passing: KeptPassing): object {
  const { passingNumber, transponder, rtcTimeUs, strength, hits, flags, temperatureC, batteryVoltageV } =
    passing;
  return {
    passingNumber,
    transponder,
    rtcTimeUs,
    strength,
    hits,
    flags,
    temperatureC,
    batteryVoltageV: batteryVoltageV === undefined ? undefined : Math.round(batteryVoltageV * 10) / 10,
  };
}

function expectAll(reader: Reader, decoder: RunningDecoder): void {
  const read = reader.passings().map(({ fields }) => fields);
  expect(read).toHaveLength(decoder.ledger.all().length);
  decoder.ledger.all().forEach((passing, index) => {
    expect(read[index]).toMatchObject({ ...asFields(passing), decoderId: decoder.decoderId });
  });
}

describe('simulator', () => {
  let simulator: RunningSimulator | undefined;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await simulator?.close();
    simulator = undefined;
  });

  async function started(
    options: SimulatorOptions,
  ): Promise<{ simulator: RunningSimulator; decoder: RunningDecoder }> {
    simulator = await startSimulator(options);
    const [decoder] = simulator.decoders;
    if (decoder === undefined) throw new Error('no decoder');
    return { simulator, decoder };
  }

  async function client(port: number | undefined): Promise<{ socket: Socket; reader: Reader }> {
    const socket = connect(port ?? 0, '127.0.0.1');
    sockets.push(socket);
    const reader = new Reader();
    socket.on('error', () => undefined); // some tests are about resets
    socket.on('data', (chunk) => {
      reader.take(chunk);
    });
    await once(socket, 'connect');
    return { socket, reader };
  }

  /** Returns a client whose ping was answered, so that it misses no passing from here on. */
  async function answered(port: number | undefined): Promise<{ socket: Socket; reader: Reader }> {
    const { socket, reader } = await client(port);
    socket.write(p3Requests.ping());
    await until('answer to a ping', () => reader.of('PING').length === 1);
    return { socket, reader };
  }

  describe('over TCP', () => {
    it('should let every loop tell all that its ledger has, history by RESEND and the rest by itself', async () => {
      const { simulator } = await started({
        riders: 20,
        speed: 50,
        historyMinutes: 0.2,
        loops: [
          { metres: LINES.finish, hello: true },
          { metres: LINES.pursuit, numberStep: 2, clockOffsetMs: -7_200_000 },
        ],
      });
      for (const decoder of simulator.decoders) {
        expect(decoder.ledger.all().length).toBeGreaterThan(100);
      }
      const clients = await Promise.all(simulator.decoders.map(({ port }) => answered(port)));
      await until('50 live passings each', () =>
        clients.every(({ reader }) => reader.passings().length > 50),
      );
      simulator.stopRiding();

      for (const [index, decoder] of simulator.decoders.entries()) {
        const { socket, reader } = clients[index] ?? (await client(decoder.port));
        socket.write(p3Requests.ping());
        await until('the ping behind all live passings', () => reader.of('PING').length === 2);
        const live = new Set(reader.passings().map(({ fields }) => fields.passingNumber));
        const missed = decoder.ledger.all().filter(({ passingNumber }) => !live.has(passingNumber));
        // RESEND of everything: the same records must come, each once within the answer.
        const complete = new Reader();
        socket.on('data', (chunk) => {
          complete.take(chunk);
        });
        socket.write(p3Requests.resend(1, 4_000_000_000));
        await until('the whole ledger', () => complete.passings().length >= decoder.ledger.all().length);
        expect(missed.length).toBeGreaterThan(0);
        expectAll(complete, decoder);
        expect(reader.parser.counters.rejected).toEqual({});
      }
      expect(clients[0]?.reader.records[0]?.type).toBe('HELLO');
    });

    it('should push STATUS in its period and refuse the fifth client', async () => {
      const { decoder } = await started({ riders: 0, statusPeriodMs: 20 });
      const clients = await Promise.all([1, 2, 3, 4].map(() => answered(decoder.port)));
      const fifth = connect(decoder.port ?? 0, '127.0.0.1');
      sockets.push(fifth);
      fifth.on('error', () => undefined);
      fifth.resume();
      await closed(fifth);
      await until('three STATUS each', () => clients.every(({ reader }) => reader.of('STATUS').length >= 3));

      clients[0]?.socket.destroy();
      const next = await retried(() => client(decoder.port));
      expect(next.of('PING')).toHaveLength(1);
    });

    it('should lose nothing on the wire when frames come in pieces between junk', async () => {
      const { simulator, decoder } = await started({
        riders: 0,
        statusPeriodMs: NO_STATUS,
        faults: { cutFrame: 0.5, junk: 0.2 },
      });
      const { reader } = await answered(decoder.port);
      const before = reader.chunks;
      for (let rider = 1; rider <= 200; rider++) {
        decoder.decoder.report({ timeUs: Date.now() * 1000, transponder: rider, strength: 90, hits: 20 });
      }
      await until('200 passings', () => reader.passings().length === 200);
      expectAll(reader, decoder);
      // About 100 frames had pauses inside: whole frames would have come in a few chunks.
      expect(reader.chunks - before).toBeGreaterThan(20);
      expect(reader.parser.counters.rejected.junk).toBeGreaterThan(10);
      expect(simulator.port).toBe(decoder.port);
    });

    it('should bring by RESEND, once healed, what holes and damage kept from the client', async () => {
      const { decoder } = await started({ riders: 0, statusPeriodMs: NO_STATUS });
      const { socket, reader } = await answered(decoder.port);
      decoder.faults.set({ hole: 0.2, badCrc: 0.1, truncateFrame: 0.1, flippedBit: 0.1 });
      for (let rider = 1; rider <= 300; rider++) {
        decoder.decoder.report({ timeUs: Date.now() * 1000, transponder: rider, strength: 90, hits: 20 });
      }
      decoder.faults.set({});
      socket.write(p3Requests.ping());
      await until('the ping behind all that', () => reader.of('PING').length === 2);

      const read = new Set(reader.passings().map(({ fields }) => fields.passingNumber));
      const missing = decoder.ledger.all().filter(({ passingNumber }) => !read.has(passingNumber));
      expect(missing.length).toBeGreaterThan(90);
      for (const { passingNumber } of missing) socket.write(p3Requests.resend(passingNumber, passingNumber));
      await until('every passing', () => reader.passings().length === 300);
      const numbers = reader.passings().map(({ fields }) => fields.passingNumber);
      expect(new Set(numbers).size).toBe(300);
      for (const { passingNumber } of decoder.ledger.all().filter(({ pushed }) => !pushed)) {
        expect(read.has(passingNumber)).toBe(false);
      }
    });

    it('should cut connections, by fault and by hand, and take clients again', async () => {
      const { decoder } = await started({ riders: 0, statusPeriodMs: NO_STATUS });
      const first = await answered(decoder.port);
      const firstEnd = closed(first.socket);
      decoder.faults.set({ cutConnection: 1 });
      decoder.decoder.report({ timeUs: 0, transponder: 1 });
      await firstEnd;
      first.reader.parser.end();
      expect(first.reader.passings()).toEqual([]);
      expect(first.reader.parser.counters.rejected).toEqual({ truncated: 1 });

      decoder.faults.set({});
      const second = await answered(decoder.port);
      const secondEnd = closed(second.socket);
      decoder.cutConnections();
      await secondEnd;
      await answered(decoder.port);
    });

    it('should say what to do when its port is taken', async () => {
      const { decoder } = await started({ riders: 0 });
      const port = decoder.port ?? 0;
      await expect(startSimulator({ riders: 0, port })).rejects.toThrow(
        `port ${port} on 127.0.0.1 is in use: choose another one, or 0 for a free one`,
      );
    });
  });

  describe('over a serial line', () => {
    let directory: string;
    let path: string;
    let serial: Duplex | undefined;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'coachlink-line-'));
      path = join(directory, 'decoder');
    });
    afterEach(async () => {
      if (serial?.closed === false) {
        const end = closed(serial);
        serial.destroy();
        await end;
      }
      serial = undefined;
      await simulator?.close();
      await rm(directory, { recursive: true });
    });

    async function opened(): Promise<{ port: Duplex; reader: Reader }> {
      const reader = new Reader();
      const port = await new SerialLink(path, 115_200).open();
      serial = port;
      port.on('data', (chunk: Buffer) => {
        reader.take(chunk);
      });
      return { port, reader };
    }

    it('should tell all that its ledger has, and answer', async () => {
      const { decoder } = await started({
        riders: 0,
        statusPeriodMs: NO_STATUS,
        loops: [{ metres: 0, serialPath: path }],
      });
      expect(decoder.port).toBeUndefined();
      const { port, reader } = await opened();
      for (let rider = 1; rider <= 100; rider++) {
        decoder.decoder.report({
          timeUs: Date.now() * 1000,
          transponder: 0x8d8e8f00 + rider,
          strength: 90,
          hits: 20,
        });
      }
      await until('100 passings', () => reader.passings().length === 100);
      expectAll(reader, decoder);
      port.write(p3Requests.session(5));
      await until('SESSION', () => reader.of('SESSION').length === 1);
      expect(reader.of('SESSION')[0]?.fields).toMatchObject({
        firstNumber: 1,
        lastNumber: 100,
        requestId: 5,
      });
      expect(reader.parser.counters.rejected).toEqual({});
    });

    it('should hang up when the cable is pulled out, and come back at the same path', async () => {
      const { decoder } = await started({
        riders: 0,
        statusPeriodMs: NO_STATUS,
        loops: [{ metres: 0, serialPath: path }],
      });
      const first = await opened();
      const hungUp = closed(first.port);
      decoder.cutConnections();
      await hungUp;
      const again = await retriedOpen();
      again.port.write(p3Requests.ping());
      await until('answer to a ping', () => again.reader.of('PING').length === 1);
      decoder.decoder.report({ timeUs: 0, transponder: 7 });
      await until('a passing', () => again.reader.passings().length === 1);
    });

    it('should say why there can be no line at a path', async () => {
      const nowhere = join(directory, 'missing', 'decoder');
      await expect(startSimulator({ loops: [{ metres: 0, serialPath: nowhere }] })).rejects.toThrow(
        `socat could not make a serial line at ${nowhere}: `,
      );
    });

    async function retriedOpen(): Promise<{ port: Duplex; reader: Reader }> {
      const deadlineMs = Date.now() + DEADLINE_MS;
      for (;;) {
        try {
          return await opened();
        } catch (error) {
          if (Date.now() > deadlineMs) throw error;
          await delay(10);
        }
      }
    }
  });

  /** Retries until a client is let in: a place becomes free only when the decoder has noticed that one left. */
  async function retried(open: () => Promise<{ socket: Socket; reader: Reader }>): Promise<Reader> {
    const deadlineMs = Date.now() + DEADLINE_MS;
    while (Date.now() < deadlineMs) {
      const { socket, reader } = await open();
      socket.write(p3Requests.ping());
      await until('answer or end', () => reader.of('PING').length === 1 || socket.destroyed);
      if (!socket.destroyed) return reader;
      await delay(5);
    }
    throw new Error('no place became free');
  }
});

/** Resolves at the end of a line, a reset included. */
function closed(line: Duplex): Promise<void> {
  return new Promise((resolve) => {
    line.once('close', () => {
      resolve();
    });
  });
}
