import type { SimulatorOptions } from '#simulator';
import { RecoveryTrial } from './recovery.fixture.js';

describe('recovery', () => {
  let trial: RecoveryTrial;
  const begin = async (options?: SimulatorOptions): Promise<void> => {
    trial = await RecoveryTrial.begin(options);
  };
  afterEach(() => trial.end());

  it('fetches what crossed while the link was cut', async () => {
    await begin();
    await trial.connect();
    trial.report(50);
    await trial.untilKept();
    trial.decoder.cutConnections();
    trial.report(500);
    await trial.untilKept();
    expect(await trial.complete()).toMatchObject({
      received: 550,
      missing: 0,
      empty_on_decoder: 0,
      epoch: 1,
    });
  }, 60_000);

  it('asks for a hole at once, and gets what the decoder held back or a bad CRC spoiled', async () => {
    await begin();
    await trial.connect();
    trial.decoder.faults.set({ hole: 0.1, badCrc: 0.1 });
    trial.report(300);
    trial.decoder.faults.set({});
    trial.report(1);
    await trial.untilKept();
    const { recovered } = await trial.complete();
    expect(recovered).toBeGreaterThan(20);
  }, 60_000);

  it('fetches on the first contact ever what backfill says', async () => {
    await begin();
    trial.report(1200);
    await trial.connect('&backfill=1100');
    await trial.untilKept(trial.reported().slice(100));
    expect(await trial.complete()).toMatchObject({ first_number: 101, received: 1100, recovered: 1100 });
  }, 60_000);

  it('knows a decoder that counts by 2, and does not pester it', async () => {
    await begin({ loops: [{ metres: 0, numberStep: 2 }] });
    await trial.connect();
    trial.report(400);
    await trial.untilKept();
    expect(await trial.complete()).toMatchObject({ received: 400, missing: 0, empty_on_decoder: 399 });
    expect(trial.decoder.decoder.resends.all().length).toBeLessThan(20);
  }, 60_000);

  it('begins anew where the counter does, and keeps both numberings', async () => {
    await begin();
    await trial.connect();
    trial.report(20);
    await trial.untilKept();
    trial.decoder.decoder.restart();
    trial.report(5);
    await trial.completenessWhen('the new numbering', ({ epoch, received }) => epoch === 2 && received === 5);
    await trial.untilKept();
  }, 60_000);

  it.each(['partial', 'repeated', 'out_of_order'] as const)(
    'gets all of a hole of 1,500 where RESEND is answered %s',
    async (resend) => {
      await begin({ faults: { resend } });
      await trial.connect();
      trial.report(5);
      await trial.untilKept();
      trial.decoder.cutConnections();
      trial.report(1500);
      await trial.untilKept();
      expect(await trial.complete()).toMatchObject({ received: 1505, missing: 0, empty_on_decoder: 0 });
      expect(trial.decoder.decoder.resends.mostNumbers()).toBeLessThanOrEqual(1000);
    },
    60_000,
  );

  it.each(['refused', 'error', 'foreign'] as const)(
    'lists just what is missing where RESEND is answered %s, and gets it when it is honoured again',
    async (resend) => {
      await begin({ faults: { resend } });
      await trial.connect();
      trial.report(5);
      await trial.untilKept();
      trial.decoder.cutConnections();
      trial.report(40);
      const { missing_ranges: ranges } = await trial.completenessWhen(
        'it is missing',
        ({ state, missing }) => state === 'missing' && missing === 40,
      );
      expect(ranges).toMatchObject([{ epoch: 1, from_number: 6, until_number: 45 }]);
      expect(await trial.kept()).toEqual([1, 2, 3, 4, 5]);
      trial.decoder.faults.set({});
      trial.decoder.cutConnections();
      await trial.untilKept();
      expect(await trial.complete()).toMatchObject({ received: 45, recovered: 40 });
    },
    60_000,
  );

  it('keeps a forged number, and lets it poison nothing', async () => {
    await begin();
    await trial.connect();
    trial.report(5);
    trial.decoder.decoder.forge(4_294_967_295);
    trial.report(5);
    await trial.untilKept([...trial.reported(), 4_294_967_295]);
    expect(await trial.complete()).toMatchObject({ last_number: 10, received: 10, epoch: 1 });
    expect(trial.decoder.decoder.resends.all()).toEqual([]);
  }, 60_000);

  it('fetches 50,000 after days away', async () => {
    await begin();
    await trial.connect();
    trial.report(5);
    await trial.untilKept();
    trial.decoder.decoder.skipTo(50_006, 300);
    trial.report(1);
    const answer = await trial.completenessWhen('all is settled', ({ state, last_number: last }) => {
      return state === 'complete' && last === 50_006;
    });
    expect(answer).toMatchObject({ epoch: 1, received: 306, empty_on_decoder: 49_700 });
  }, 60_000);

  it.each([
    ['does not know SESSION', { unknownQuestions: ['SESSION'] }],
    ['counts something else in SESSION', { sessionCountsFromZero: true }],
  ] as const)(
    'fetches what is missing of a decoder that %s, and finds its reset',
    async (_, options) => {
      await begin({ loops: [{ metres: 0, startNumber: 711_875, ...options }] });
      await trial.connect();
      trial.report(10);
      await trial.untilKept();
      trial.decoder.faults.set({ hole: 1 });
      trial.report(20);
      trial.decoder.faults.set({});
      trial.report(10);
      await trial.untilKept();
      await trial.completenessWhen('all is counted', ({ state, received, epoch }) => {
        return state === 'complete' && received === 40 && epoch === 1;
      });
      trial.decoder.decoder.restart();
      trial.report(5);
      await trial.untilKept();
      await trial.completenessWhen(
        'the reset is known',
        ({ epoch, received }) => epoch === 2 && received === 5,
      );
    },
    60_000,
  );
});
