import { existsSync, mkdtempSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, PassThrough } from 'node:stream';
import {
  type DecodedChunk,
  DecoderConnection,
  type DecoderEvent,
  DecoderStream,
  type DecoderLink,
  type LinkPermission,
  SerialLink,
  SystemHostClock,
  TcpLink,
  type WithheldQuestion,
} from '#decoder';
import { encodeRecord, p3 } from '#p3';
import { type RunningSimulator, startSimulator } from '#simulator';

const hostClock = new SystemHostClock();
let simulator: RunningSimulator;
let connection: DecoderConnection | undefined;

afterEach(async () => {
  await connection?.close();
  connection = undefined;
  await simulator.close();
});

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`did not happen within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

interface Read {
  readonly events: DecoderEvent[];
  settled: number;
  readonly withheld: WithheldQuestion[];
  implausible: number;
}

function connect(
  options: {
    link?: DecoderLink;
    statusPeriodMs?: number;
    deliver?: (chunk: DecodedChunk) => Promise<void>;
    permission?: LinkPermission;
  } = {},
): Read {
  const read: Read = { events: [], settled: 0, withheld: [], implausible: 0 };
  connection = new DecoderConnection({
    protocol: p3,
    link: options.link ?? new TcpLink('127.0.0.1', simulator.port),
    createStream: () => new DecoderStream(p3, hostClock),
    hostClock,
    deliver: async (chunk) => {
      await options.deliver?.(chunk);
      read.events.push(...chunk.events);
    },
    isOfHost: () => false,
    clockSettled: () => read.settled++,
    clockImplausible: () => read.implausible++,
    withheld: (question) => read.withheld.push(question),
    log: () => undefined,
    ...(options.statusPeriodMs === undefined ? {} : { statusPeriodMs: options.statusPeriodMs }),
  });
  connection.permit(options.permission ?? 'open');
  connection.start();
  return read;
}

async function serialSimulator(options: { statusPeriodMs: number }): Promise<SerialLink> {
  const serialPath = join(mkdtempSync(join(tmpdir(), 'coachlink-serial-')), 'decoder');
  simulator = await startSimulator({ riders: 2, ...options, loops: [{ metres: 0, serialPath }] });
  return new SerialLink(serialPath, 115_200);
}

/** Counts the pseudo-terminals that this process holds; socat holds the other ends in processes of its own. */
function openTerminals(): number {
  if (!existsSync('/proc/self/fd')) return 0;
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('/dev/pts/');
    } catch {
      return false; // closed since the folder was read
    }
  }).length;
}

const numbersIn = (read: Read): (number | undefined)[] =>
  read.events.flatMap((event) =>
    event.kind === 'record' && event.record.kind === 'passing' ? [event.record.fields.passingNumber] : [],
  );

describe(DecoderConnection.name, () => {
  it('reads passings, learns the version, and measures the clock', async () => {
    simulator = await startSimulator({
      riders: 5,
      speed: 20,
      loops: [{ metres: 0, clockOffsetMs: 7_200_000 }],
    });
    const read = connect();
    await until(
      () => numbersIn(read).length > 3 && connection?.state().version !== undefined,
      'passings and the version',
    );
    const state = connection?.state();
    expect(state?.link).toBe('connected');
    expect(state?.version?.description).toMatch(/simulated/);
    expect(read.settled).toBe(1);
    expect(Math.round((state?.clock.offsetUs ?? 0) / 1_000_000)).toBe(-7200);
  });

  it('opens the link again after each cut', async () => {
    simulator = await startSimulator({ riders: 2, statusPeriodMs: 50 });
    connect();
    for (let cut = 1; cut <= 3; cut++) {
      const { records } = connection?.state().counters ?? { records: 0 };
      await until(() => (connection?.state().counters.records ?? 0) > records + 3, 'records');
      simulator.decoders[0]?.cutConnections();
      await until(() => (connection?.state().connects ?? 0) > cut, `connect ${cut + 1}`);
    }
  });

  it('leaves an idle link alone that answers, and reopens one that does not', async () => {
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 3_600_000 });
    connect({ statusPeriodMs: 40 });
    await until(() => (connection?.state().counters.records ?? 0) > 20, 'answers to probes');
    expect(connection?.state().connects).toBe(1);
    simulator.decoders[0]?.faults.set({ silent: true });
    await until(() => (connection?.state().connects ?? 0) > 1, 'a second connect');
    expect(connection?.state().lastError ?? 'reopened').toMatch(/silent|reopened/);
  });

  it('stops reading while the owner is busy, and loses nothing', async () => {
    simulator = await startSimulator({ riders: 20, speed: 100, statusPeriodMs: 20 });
    let release: () => void = () => undefined;
    let isHeld = false;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const read = connect({
      statusPeriodMs: 20,
      deliver: () => {
        isHeld = true;
        return gate;
      },
    });
    await until(() => isHeld, 'the first delivery');
    const reported = (): number => simulator.decoders[0]?.ledger.bounds()?.last ?? 0;
    const before = reported();
    await until(() => reported() > before + 20, 'the decoder goes on');
    await until(() => connection?.state().notReadSinceMs !== undefined, 'it is known not to be read');
    expect(connection?.state()).toMatchObject({ link: 'connected', connects: 1 });
    release();
    await until(() => numbersIn(read).length > 20, 'what had waited');
    const numbers = numbersIn(read);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(connection?.state().notReadSinceMs).toBeUndefined();
  });

  it('says that the link is lost, in words, although what came before is not taken yet', async () => {
    simulator = await startSimulator({ riders: 0 });
    const line = new PassThrough();
    let isHeld = false;
    let release: () => void = () => undefined;
    connect({
      link: { place: 'here', open: () => Promise.resolve(line) },
      deliver: () => {
        isHeld = true;
        return new Promise((resolve) => (release = resolve));
      },
    });
    await until(() => isHeld, 'a delivery');
    line.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await until(() => connection?.state().link === 'waiting', 'it is known that the link is lost');
    expect(connection?.state().lastError).toMatch(/^the link was cut/);
    expect(connection?.state().notReadSinceMs).toBeUndefined();
    release();
  });

  it('reads a serial line, and finds it again when it was unplugged', async () => {
    const link = await serialSimulator({ statusPeriodMs: 50 });
    const before = openTerminals();
    connect({ link });
    for (let unplugged = 1; unplugged <= 3; unplugged++) {
      const { records } = connection?.state().counters ?? { records: 0 };
      await until(() => (connection?.state().counters.records ?? 0) > records + 3, 'records');
      simulator.decoders[0]?.cutConnections();
      await until(() => (connection?.state().connects ?? 0) > unplugged, `opening ${unplugged + 1}`);
      expect(openTerminals()).toBeLessThanOrEqual(before + 1);
    }
  }, 30_000);

  it('lets go of a silent serial line before it opens it again', async () => {
    const link = await serialSimulator({ statusPeriodMs: 50 });
    const before = openTerminals();
    connect({ link, statusPeriodMs: 40 });
    await until(() => (connection?.state().counters.records ?? 0) > 3, 'records');
    simulator.decoders[0]?.faults.set({ silent: true });
    await until(() => (connection?.state().connects ?? 0) > 2, 'a third opening');
    expect(openTerminals()).toBeLessThanOrEqual(before + 1);
    simulator.decoders[0]?.faults.set({});
    const { records } = connection?.state().counters ?? { records: 0 };
    await until(() => (connection?.state().counters.records ?? 0) > records + 3, 'records again');
  }, 30_000);

  it('tells what it was asked, in words', async () => {
    simulator = await startSimulator({ riders: 0 });
    connect();
    await until(() => connection?.state().version !== undefined, 'the version');
    await expect(
      connection?.request({
        type: 'WATCHDOG',
        encode: (requestId) => encodeRecord('WATCHDOG', { requestId }),
      }),
    ).rejects.toThrow(/refused WATCHDOG/);
    await connection?.close();
    await expect(connection?.request({ type: 'PING', encode: () => new Uint8Array() })).rejects.toThrow(
      /not connected/,
    );
  });

  describe('with a permission', () => {
    const link = () => connection?.state().link;
    const clients = () => simulator.decoders[0]?.decoder.clientCount;

    it('does not open before it may, and lets go when it must: nobody says that something failed', async () => {
      simulator = await startSimulator({ riders: 0, statusPeriodMs: 20 });
      connect({ permission: 'none' });
      await until(() => link() === 'barred', 'barred');
      expect(connection?.state().connects).toBe(0);
      for (let connects = 1; connects <= 3; connects++) {
        connection?.permit('open');
        await until(() => connection?.state().connects === connects && clients() === 1, 'open');
        connection?.permit('none');
        await until(() => link() === 'barred' && clients() === 0, 'let go of');
        expect(connection?.state().lastError).toBeUndefined();
      }
    });

    it('keeps a link that is open, and opens no other when it is lost', async () => {
      simulator = await startSimulator({ riders: 0, statusPeriodMs: 20 });
      connect();
      await until(() => clients() === 1, 'open');
      connection?.permit('keep');
      const { records } = connection?.state().counters ?? { records: 0 };
      await until(() => (connection?.state().counters.records ?? 0) > records + 3, 'it goes on');
      simulator.decoders[0]?.cutConnections();
      await until(() => link() === 'barred', 'barred');
      expect(connection?.state()).toMatchObject({ connects: 1, lastError: expect.any(String) as string });
      connection?.permit('open');
      await until(() => link() === 'connected', 'open again');
      expect(connection?.state()).toMatchObject({ connects: 2, lastError: undefined });
    });

    it('gives up a try and a wait for the next one', async () => {
      simulator = await startSimulator({ riders: 0 });
      connect({ link: { place: 'nowhere', open: (signal) => rejectsWhenAborted(signal) } });
      expect(link()).toBe('connecting');
      connection?.permit('keep');
      await until(() => link() === 'barred', 'barred');
      expect(connection?.state().lastError).toBeUndefined();
      await connection?.close();
      connect({ link: { place: 'nowhere', open: () => Promise.reject(new Error('no')) } });
      await until(() => link() === 'waiting', 'waiting');
      connection?.permit('none');
      await until(() => link() === 'barred', 'barred');
      connection?.permit('open');
      await until(() => link() === 'waiting', 'waiting again');
    });

    it('closes a line that opened although it was given up', async () => {
      simulator = await startSimulator({ riders: 0 });
      let opened: (line: Duplex) => void = () => undefined;
      connect({ link: { place: 'slow', open: () => new Promise((resolve) => (opened = resolve)) } });
      connection?.permit('none');
      const line = new PassThrough();
      opened(line);
      await until(() => link() === 'barred', 'barred');
      expect(line.destroyed).toBe(true);
    });

    it('ends in one state however often it is told', async () => {
      simulator = await startSimulator({ riders: 0, statusPeriodMs: 20 });
      connect();
      const words: LinkPermission[] = ['none', 'open', 'keep', 'none', 'keep', 'open', 'none', 'open'];
      for (let turn = 0; turn < 40; turn++) {
        connection?.permit(words[turn % words.length] ?? 'open');
        if (turn % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      connection?.permit('open');
      await until(() => link() === 'connected' && clients() === 1, 'open');
      connection?.permit('none');
      await until(() => link() === 'barred' && clients() === 0, 'let go of');
    });
  });

  it('delivers what it has received before it closes', async () => {
    simulator = await startSimulator({ riders: 0 });
    const encoded = Array.from({ length: 300 }, (_, index) =>
      encodeRecord('PASSING', { passingNumber: index + 1, transponder: 1, rtcTimeUs: index }, { version: 2 }),
    );
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const line = new PassThrough();
    const read = connect({
      link: { place: 'memory', open: () => Promise.resolve(line) },
      deliver: () => gate,
    });
    // The questions of the connection must not come back here.
    line.write = () => true;
    for (const frame of encoded) line.push(frame);
    await until(() => line.readableLength === 0 || line.isPaused(), 'read as far as it may be');
    const closed = connection?.close();
    release();
    await closed;
    const numbers = numbersIn(read);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(connection?.state().counters.records).toBe(numbers.length);
  });
});

function rejectsWhenAborted(signal: AbortSignal): Promise<Duplex> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('given up'));
    });
  });
}
