import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { type RunningLineSimulator, startLineSimulator } from '#simulator';
import { freeUdpPort } from '../support/udp-port.js';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';

interface Row {
  readonly transponderid: string;
  readonly passing_number: number | null;
  readonly rtc_time_us: string;
  readonly loop_id: number;
  readonly time_flags?: readonly string[];
}

const RIDERS = 30;
const FIRST_RIDER = 4001;
/** Two times of one rider are further apart than this. */
const APART_MS = 7;

async function rowsOf(gateway: TestGateway): Promise<readonly Row[]> {
  const { body } = await gateway.ask('POST', '/passings', { limit: 1000 });
  return (body as { passings: Row[] }).passings.toReversed();
}

describe('a decoder of each protocol', () => {
  let simulator: RunningLineSimulator;
  let gateway: TestGateway | undefined;
  let rider = FIRST_RIDER;

  /** Lets riders cross one after the other. */
  const ride = async (count: number): Promise<void> => {
    for (let each = 0; each < count; each++) {
      simulator.decoder.report({ timeUs: Date.now() * 1000, transponder: rider++, strength: 90, hits: 20 });
      await delay(APART_MS);
    }
  };
  const open = async (protocol: string, pty?: string): Promise<TestGateway> => {
    rider = FIRST_RIDER;
    simulator = await startLineSimulator({
      protocol,
      riders: 0,
      statusPeriodMs: 200,
      port: protocol === 'thbc' ? await freeUdpPort() : 0,
      ...(pty === undefined ? {} : { serialPath: pty }),
    });
    gateway = await startTestGateway(`d=${simulator.url}?loop=3&backfill=all`);
    const ours = gateway;
    await until('it is connected', async () => {
      const { body } = await ours.ask('GET', '/decoders/d');
      return (body as { state: string }).state === 'connected' && simulator.decoder.clientCount > 0
        ? true
        : undefined;
    });
    return ours;
  };

  afterEach(async () => {
    await gateway?.stop();
    await simulator.close();
  }, 60_000);

  it.each(['p98', 'tranx2', 'thbc', 'jsonl', 'ammc', 'raceresult'])(
    '%s: every passing is answered once, in order, with its distances',
    async (protocol) => {
      const ours = await open(protocol);
      await ride(RIDERS);
      const rows = await until('all are stored', async () => {
        const found = await rowsOf(ours);
        return found.length >= RIDERS ? found : undefined;
      });
      expect(rows.map(({ transponderid: id }) => id)).toEqual(
        Array.from({ length: RIDERS }, (_, at) => String(FIRST_RIDER + at)),
      );
      const sent = simulator.ledger.all();
      const [first, begin] = [rows[0], sent[0]];
      for (const [at, row] of rows.entries()) {
        expect(Number(row.rtc_time_us) - Number(first?.rtc_time_us)).toBe(
          (sent[at]?.rtcTimeUs ?? 0) - (begin?.rtcTimeUs ?? 0),
        );
        expect(row.loop_id).toBe(3);
      }
      // The first was received as soon as it happened.
      expect(Math.abs(Number(first?.rtc_time_us) / 1000 - Date.now())).toBeLessThan(60_000);
    },
    60_000,
  );

  it.each(['jsonl', 'raceresult'])(
    '%s: sends again what was missed while it was not connected',
    async (protocol) => {
      const ours = await open(protocol);
      await ride(5);
      const complete = async (): Promise<object | undefined> => {
        const { body } = await ours.ask('GET', '/decoders/d/completeness');
        return (body as { state: string }).state === 'complete' ? (body as object) : undefined;
      };
      await until('five are stored', async () => ((await rowsOf(ours)).length === 5 ? true : undefined));
      // The first contact is over: what comes on request from now on is recovered.
      await until('these are all', complete);
      await simulator.unplug();
      await ride(20);
      await simulator.plugIn();
      await ride(5);
      await until('all are stored', async () => ((await rowsOf(ours)).length === 30 ? true : undefined));
      const completeness = await until('it is complete', complete);
      expect(completeness).toMatchObject({ last_number: 30, missing: 0, lost_lines: null });
      expect((completeness as { recovered: number }).recovered).toBeGreaterThanOrEqual(20);
    },
    60_000,
  );

  it('thbc: sends what was not acknowledged once it is heard again, and nothing twice', async () => {
    const ours = await open('thbc');
    await ride(5);
    await until('five are stored', async () => ((await rowsOf(ours)).length === 5 ? true : undefined));
    await simulator.unplug();
    await ride(5);
    await simulator.plugIn();
    await ride(5);
    await until('all are stored', async () => ((await rowsOf(ours)).length === 15 ? true : undefined));
    // A decoder whose passing is not acknowledged would have repeated it by now.
    await delay(700);
    expect(await rowsOf(ours)).toHaveLength(15);
  }, 60_000);

  it('p98: tells the lines that were lost, and never more certainty than there is', async () => {
    const ours = await open('p98');
    await ride(5);
    await simulator.unplug();
    await ride(4);
    await simulator.plugIn();
    await until('it is connected again', () => (simulator.decoder.clientCount > 0 ? true : undefined));
    await ride(5);
    await until('ten are stored', async () => ((await rowsOf(ours)).length === 10 ? true : undefined));
    const { body } = await ours.ask('GET', '/decoders/d/completeness');
    const told = body as { state: string; lost_lines: number; summary: string };
    expect(told.state).toBe('unknown');
    expect(told.lost_lines).toBeGreaterThanOrEqual(4);
    expect(told.summary).toContain(`${told.lost_lines} lines did not arrive`);
    const { body: decoder } = await ours.ask('GET', '/decoders/d');
    expect(decoder).toMatchObject({ alarms: [{ kind: 'lines_lost' }], completeness: 'unknown' });
  }, 60_000);
});

/** X2's word for a passing of no loop. */
const NO_LOOP = 4_294_967_295;
const PURSUIT = join(import.meta.dirname, '../../../shared/data/x2-team-pursuit-400m.csv');
const isThere = existsSync(PURSUIT);

(isThere ? describe : describe.skip)(
  `a team pursuit by an X2${isThere ? '' : ' (skipped: ../shared/data is not there)'}`,
  () => {
    it('is answered with each of its passings, loops and times to 0.1 ms', async () => {
      const lines = readFileSync(PURSUIT, 'utf8').split('\n');
      const passings = lines
        .map((line) => line.split(','))
        .filter(([event]) => event === 'passing')
        .map(([, race = '', loop, , , utc = ''], at) => ({ race, loop: Number(loop), utc, number: at + 1 }));
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      // Numbers as they are and as text, one message each and arrays, keys that nobody knows.
      server.on('connection', (socket) => {
        const messages = passings.map(({ race, loop, utc, number }) => ({
          passing_number: number % 2 === 0 ? number : String(number),
          transponder_id: race === 'r1' ? 106_187_718 : '102758186',
          // The photo finish belongs to no loop.
          loop_id: loop === 0 ? NO_LOOP : 4700 + loop,
          strength: 60_000,
          utc_time: number % 3 === 0 ? utc.replace('Z', '+0000') : utc,
          lane: race,
        }));
        for (let at = 0; at < messages.length; at += 10) {
          const some = messages.slice(at, at + 10);
          if (at % 20 === 0) socket.send(JSON.stringify(some, null, 1));
          else for (const each of some) socket.send(JSON.stringify(each));
        }
      });
      const loops = Array.from({ length: 12 }, (_, at) => `${4701 + at}:${at + 1}`).join(',');
      const gateway = await startTestGateway(`x2=ammc+ws://127.0.0.1:${port}?loops=${loops}`);
      const found = await until('all are stored', async () => {
        const { body } = await gateway.ask('POST', '/passings', {
          limit: 1000,
          start_time_ms: Date.UTC(2020, 0, 12),
          end_time_ms: Date.UTC(2020, 0, 13),
        });
        const { passings: rows } = body as { passings: Row[] };
        return rows.length >= passings.length ? rows : undefined;
      });
      await gateway.stop();
      for (const client of server.clients) client.terminate();
      server.close();
      const toldUs = (utc: string): string =>
        `${Date.parse(`${utc.slice(0, 19)}Z`) / 1000}${utc.slice(20, -1).padEnd(6, '0').slice(0, 6)}`;
      const expected = passings.map(({ race, loop, utc }) => [
        race === 'r1' ? 'HT-24422' : 'FL-94890',
        loop === 0 ? 1 : loop,
        toldUs(utc),
      ]);
      const rows = found.map((row) => [row.transponderid, row.loop_id, row.rtc_time_us]);
      const text = (row: readonly unknown[]): string => row.join(' ');
      expect(rows.map(text).sort()).toEqual(expected.map(text).sort());
    }, 120_000);
  },
);
