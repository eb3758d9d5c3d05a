import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { P3Parser, type P3Record, p3Requests } from '#p3';
import { type RunningDecoder, type RunningSimulator, startSimulator } from '#simulator';

const DEADLINE_MS = 10_000;
const NO_STATUS = 3_600_000;

describe('simulator that answers badly, over TCP', () => {
  let simulator: RunningSimulator;
  let decoder: RunningDecoder;
  let socket: Socket;
  let records: P3Record[];

  beforeEach(async () => {
    simulator = await startSimulator({ riders: 0, statusPeriodMs: NO_STATUS });
    const [only] = simulator.decoders;
    if (only === undefined) throw new Error('no decoder');
    decoder = only;
    records = [];
    const parser = new P3Parser();
    socket = connect(decoder.port ?? 0, '127.0.0.1');
    socket.on('data', (chunk) => {
      for (const event of parser.push(chunk)) if (event.kind === 'record') records.push(event.record);
    });
    await once(socket, 'connect');
  });

  afterEach(async () => {
    socket.destroy();
    await simulator.close();
  });

  async function heard(count: number): Promise<P3Record[]> {
    const deadlineMs = Date.now() + DEADLINE_MS;
    while (records.length < count && Date.now() < deadlineMs) await delay(5);
    return records.splice(0);
  }

  const typesOf = (some: readonly P3Record[]): string[] => some.map(({ type }) => type);

  it('should switch how RESEND is answered while it runs', async () => {
    decoder.decoder.skipTo(100, 3);
    decoder.faults.set({ resend: 'error' });
    socket.write(p3Requests.resend(97, 99));
    expect(typesOf(await heard(1))).toEqual(['ERROR']);
    decoder.faults.set({ resend: 'repeated' });
    socket.write(p3Requests.resend(97, 98));
    const answer = ['RESEND', 'PASSING', 'PASSING'];
    expect(typesOf(await heard(6))).toEqual([...answer, ...answer]);
    // RESEND is refused, and the ping behind it is answered.
    decoder.faults.set({ resend: 'refused' });
    socket.write(p3Requests.resend(97, 99));
    socket.write(p3Requests.ping());
    expect(typesOf(await heard(1))).toEqual(['PING']);
    expect(decoder.decoder.resends.timesAsked(97, 99)).toBe(2);
    expect(decoder.decoder.resends.all().every(({ connection }) => connection === 1)).toBe(true);
  });

  it('should be slow, and push a forged number meanwhile', async () => {
    socket.write(p3Requests.ping());
    await heard(1);
    decoder.faults.set({ answerDelayMs: 300 });
    const askedAtMs = performance.now();
    socket.write(p3Requests.ping());
    decoder.decoder.forge(4294967295);
    const [forged] = await heard(1);
    expect(forged).toMatchObject({ type: 'PASSING', fields: { passingNumber: 4294967295 } });
    expect(typesOf(await heard(1))).toEqual(['PING']);
    // A timer may be a millisecond early by this clock.
    expect(performance.now() - askedAtMs).toBeGreaterThan(295);
  });
});
