import {
  type RunningDecoder,
  type RunningSimulator,
  type SimulatorOptions,
  startSimulator,
} from '#simulator';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';

const START_US = Date.now() * 1000;

/** One simulated decoder, and gateways one after the other on the same data. */
describe('recovery', () => {
  let simulator: RunningSimulator;
  let decoder: RunningDecoder;
  let gateway: TestGateway | undefined;
  let clockUs = START_US;

  const begin = async (options: SimulatorOptions = {}): Promise<void> => {
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 100, ...options });
    const [first] = simulator.decoders;
    if (first === undefined) throw new Error('no decoder');
    decoder = first;
  };
  const start = async (parameters = ''): Promise<void> => {
    gateway = await startTestGateway(`d0=p3+tcp://127.0.0.1:${simulator.port}?loop=1${parameters}`);
    await connected();
  };
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await gateway?.ask(body === undefined ? 'GET' : 'POST', path, body);
    return answer?.body as Record<string, unknown>;
  };
  const connected = (): Promise<true> =>
    until('the decoder is connected', async () =>
      (await ask('/decoders/d0')).state === 'connected' ? true : undefined,
    );
  const report = (count: number): void => {
    for (let each = 0; each < count; each++) {
      clockUs += 1000;
      decoder.decoder.report({ timeUs: clockUs, transponder: 1000 + (each % 7), strength: 90, hits: 20 });
    }
  };
  const reported = (): number[] => decoder.ledger.all().map(({ passingNumber }) => passingNumber);
  const kept = async (): Promise<number[]> => {
    const window = { start_time_ms: 0, end_time_ms: Date.now() + 3_600_000, limit: 10_000, order: 'asc' };
    const { passings } = await ask('/passings', window);
    return (passings as { passing_number: number }[]).map((row) => row.passing_number).sort((a, b) => a - b);
  };
  const allKept = (numbers = reported()): Promise<true> =>
    until(`${numbers.length} passings are kept`, async () => {
      const rows = await kept();
      expect(new Set(rows).size).toBe(rows.length);
      return JSON.stringify(rows) === JSON.stringify(numbers) ? true : undefined;
    });
  const completeness = (): Promise<Record<string, unknown>> => ask('/decoders/d0/completeness');
  const settled = (): Promise<Record<string, unknown>> =>
    until('nothing is missing', async () => {
      const answer = await completeness();
      return answer.state === 'complete' ? answer : undefined;
    });

  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
    await simulator.close();
  });

  it('fetches what crossed while the link was cut', async () => {
    await begin();
    await start();
    report(50);
    await allKept();
    decoder.cutConnections();
    report(500);
    await allKept();
    expect(await settled()).toMatchObject({ received: 550, missing: 0, empty_on_decoder: 0, epoch: 1 });
  }, 60_000);

  it('asks for a hole at once, and gets what the decoder held back or a bad CRC spoiled', async () => {
    await begin();
    await start();
    decoder.faults.set({ hole: 0.1, badCrc: 0.1 });
    report(300);
    decoder.faults.set({});
    report(1);
    await allKept();
    const { recovered } = await settled();
    expect(recovered).toBeGreaterThan(20);
  }, 60_000);

  it('fetches on the first contact ever what backfill says', async () => {
    await begin();
    report(1200);
    await start('&backfill=1100');
    await allKept(reported().slice(100));
    expect(await settled()).toMatchObject({ first_number: 101, received: 1100, recovered: 1100 });
  }, 60_000);

  it('knows a decoder that counts by 2, and does not pester it', async () => {
    await begin({ loops: [{ metres: 0, numberStep: 2 }] });
    await start();
    report(400);
    await allKept();
    expect(await settled()).toMatchObject({ received: 400, missing: 0, empty_on_decoder: 399 });
    expect(decoder.decoder.asked.get('RESEND')).toBeLessThan(20);
  }, 60_000);

  it('begins anew where the counter does, and keeps both numberings', async () => {
    await begin();
    await start();
    report(20);
    await allKept();
    decoder.decoder.restart();
    report(5);
    await until('25 are kept', async () => {
      const { epoch, received } = await completeness();
      return epoch === 2 &&
        received === 5 &&
        (await ask('/passings', { start_time_ms: 0, end_time_ms: Date.now() + 3_600_000 })).count === 25
        ? true
        : undefined;
    });
  }, 60_000);
});
