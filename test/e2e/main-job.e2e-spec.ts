import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord } from '#p3';
import { Track } from '#simulator';
import { transponderIdOf } from '#passings';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';

/** Photocells and other inputs, which are no riders. */
const INPUT = /^999\d$/;
/** Our own capture: a morning on the track, as the frames of a decoder. */
const STATUS = encodeRecord('STATUS', { noise: 30, temperatureC: 20, inputVoltageV: 12 }, { version: 2 });
const START_US = Date.now() * 1000 - 3_600_000_000;
const crossings = [...firstOf(new Track({ seed: 7, riders: 12, loops: [{ metres: 0 }] }).crossings(0), 300)];
const sent = crossings.map((crossing, index) => ({
  passingNumber: 157_777 + index,
  transponder: crossing.transponder,
  rtcTimeUs: START_US + Math.round(crossing.timeUs / 1000) * 1000,
  strength: crossing.strength,
  hits: crossing.hits,
  flags: 0,
}));
const wire = Buffer.concat(
  sent.flatMap((passing, index) => [
    encodeRecord('PASSING', { ...passing, decoderId: 0x41813 }, { version: 2 }),
    ...(index % 5 === 0 ? [STATUS] : []),
  ]),
);
const expected = sent.map((passing) => ({
  transponderid: transponderIdOf(passing.transponder),
  rtc_time: passing.rtcTimeUs / 1000,
  decoder_id: 'x2_decoder_1',
  signal_strength: passing.strength ?? null,
  battery_voltage: null,
  hits: passing.hits ?? null,
  loop_id: 3,
  passing_number: passing.passingNumber,
  rtc_time_us: String(passing.rtcTimeUs),
}));

function* firstOf<Value>(source: Iterator<Value>, count: number): Generator<Value> {
  for (let taken = 0; taken < count; taken++) {
    const next = source.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Cuts of 1 to 7 bytes, the same in each run. */
function pieces(): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, size = 1; at < wire.length; at += size, size = (size % 7) + 1)
    cut.push(wire.subarray(at, at + size));
  return cut;
}

interface PassingsAnswer {
  passings: Record<string, unknown>[];
  count: number;
}

async function expectEverything(gateway: TestGateway): Promise<void> {
  const answer = await until<PassingsAnswer>('all passings are stored', async () => {
    const { body } = await gateway.ask('POST', '/passings', { limit: 10_000, order: 'asc' });
    const page = body as PassingsAnswer;
    return page.count >= expected.length ? page : undefined;
  });
  expect(answer.count).toBe(expected.length);
  const byNumber = (row: Record<string, unknown>): number => Number(row.passing_number);
  const rows = answer.passings.toSorted((a, b) => byNumber(a) - byNumber(b));
  expect(rows).toEqual(expected.map((row) => expect.objectContaining(row) as unknown));

  const sessions = async (criteria: object): Promise<unknown> =>
    ((await gateway.ask('POST', '/transponders/sessions', criteria)).body as { sessions: unknown }).sessions;
  const seen = new Map<string, typeof expected>();
  for (const row of expected) seen.set(row.transponderid, [...(seen.get(row.transponderid) ?? []), row]);
  const wanted = [...seen].map(([transponderid, rowsOf]) => ({
    transponderid,
    start_time: Math.min(...rowsOf.map((row) => row.rtc_time)),
    end_time: Math.max(...rowsOf.map((row) => row.rtc_time)),
    passing_count: rowsOf.length,
  }));
  const byStart = (a: { start_time: number; transponderid: string }, b: typeof a): number =>
    a.start_time - b.start_time || (a.transponderid < b.transponderid ? -1 : 1);
  expect(await sessions({ hours: 24, inputs: true })).toEqual(wanted.toSorted(byStart));
  const ridden = wanted.filter(({ transponderid }) => !INPUT.test(transponderid));
  expect(ridden.length).toBeLessThan(wanted.length);
  expect(await sessions({ hours: 24 })).toEqual(ridden.toSorted(byStart));

  const active = await gateway.ask('GET', '/transponders/active?minutes=1440');
  expect((active.body as { active_transponders: number }).active_transponders).toBe(ridden.length);
}

describe('the main job', () => {
  it('keeps what a decoder sends over TCP in pieces of 1 to 7 bytes: complete, once, exact', async () => {
    const server = createServer((socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      // Every frame twice, as after a reconnect: repeats are dropped.
      for (const piece of [...pieces(), ...pieces()]) socket.write(piece);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gateway = await startTestGateway(`x2_decoder_1=p3+tcp://127.0.0.1:${port}?loop=3&clock=rtc`);
    try {
      await expectEverything(gateway);
    } finally {
      await gateway.stop();
      server.close();
    }
  }, 60_000);

  it('does the same over a serial port', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'coachlink-pty-')), 'decoder');
    const socat: ChildProcess = spawn('socat', ['-', `pty,raw,echo=0,link=${path}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const gateway = await startTestGateway(`x2_decoder_1=p3+serial://${path}?loop=3&clock=rtc`);
    try {
      await until('the serial port is open', async () => {
        const { body } = await gateway.ask('GET', '/decoders/x2_decoder_1');
        return (body as { state: string }).state === 'connected' ? true : undefined;
      });
      for (const piece of pieces()) socat.stdin?.write(piece);
      await expectEverything(gateway);
    } finally {
      await gateway.stop();
      socat.kill();
    }
  }, 60_000);
});
