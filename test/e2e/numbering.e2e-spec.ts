import type { DecoderOptions } from '#simulator';
import { until } from './gateway.fixture.js';
import { RecoveryTrial } from './recovery.fixture.js';

type PowerCycle = Parameters<RecoveryTrial['decoder']['decoder']['powerCycle']>[0];

const KEPT_BEFORE = 10;
const NEW_NUMBERING = { startNumber: 1 };

/** A morning after a power cut: the numbers of the decoder are past those of the evening before. */
describe('a decoder that was switched off and on, out of sight', () => {
  let trial: RecoveryTrial;
  afterEach(() => trial.end());

  const evening = async (options: DecoderOptions = {}): Promise<void> => {
    trial = await RecoveryTrial.begin({ loops: [{ metres: 0, ...options }] });
    await trial.connect();
    trial.report(KEPT_BEFORE);
    await trial.untilKept();
  };
  const night = (cycle: PowerCycle, count: number): void => {
    trial.decoder.decoder.powerCycle(cycle);
    trial.report(count);
  };

  it.each<[string, DecoderOptions, PowerCycle, number]>([
    ['12 of the new numbering', {}, NEW_NUMBERING, 12],
    ['30 of the new numbering', {}, NEW_NUMBERING, 30],
    ['as many as before', {}, NEW_NUMBERING, KEPT_BEFORE],
    ['another time of the same session number', {}, { ...NEW_NUMBERING, session: 'new_time' }, 12],
    ['the same session', {}, { ...NEW_NUMBERING, session: 'same' }, 12],
    ['a clock that began in 1970', {}, { ...NEW_NUMBERING, session: 'same', clock: 'unset' }, 12],
    ['no SESSION', { unknownQuestions: ['SESSION'] }, NEW_NUMBERING, 30],
  ])(
    'is found to number anew over a restart of the gateway, with %s, and all of it is fetched',
    async (_, options, cycle, count) => {
      await evening(options);
      await trial.restartGateway(() => {
        night(cycle, count);
      });
      await trial.untilKept();
      expect(await trial.complete()).toMatchObject({ epoch: 2, received: count, missing: 0, doubt: null });
      const [alarm] = await trial.alarms();
      expect(alarm?.kind).toBe('numbers_began_again');
      expect(alarm?.message).toMatch(/^It numbers its passings anew: it was switched off/);
      if (options.unknownQuestions === undefined)
        expect(await trial.audit()).toMatchObject({ differing: 0, missing: 0, recovered: 0 });
    },
    60_000,
  );

  it('is found to number anew where only its link was cut', async () => {
    await evening();
    trial.decoder.cutConnections();
    night(NEW_NUMBERING, 12);
    await trial.untilKept();
    expect(await trial.complete()).toMatchObject({ epoch: 2, received: 12 });
  }, 60_000);

  it('whose numbers go on is known again, and no alarm is raised', async () => {
    await evening();
    await trial.restartGateway(() => {
      night({ keepsMemory: true }, 12);
    });
    await trial.untilKept();
    expect(await trial.complete()).toMatchObject({ epoch: 1, received: 22, doubt: null });
    expect(await trial.alarms()).toEqual([]);
  }, 60_000);

  it('whose memory was cleared while its numbers go on right behind is complete', async () => {
    await evening();
    await trial.restartGateway(() => {
      night({ session: 'same' }, 5);
    });
    await trial.untilKept();
    expect(await trial.complete()).toMatchObject({ epoch: 1, received: 15, doubt: null });
  }, 60_000);

  it('whose memory was cleared, and lacks some that it gave, is never complete again', async () => {
    await evening();
    await trial.restartGateway(() => {
      trial.report(7);
      night({ session: 'same' }, 5);
    });
    const settled = await trial.completenessWhen(
      'it is settled',
      ({ state, doubt }) => state === 'unknown' && doubt === 'memory_cleared',
    );
    expect(settled.received).toBe(15);
    expect(settled.summary).toMatch(/^Not certain since .*The memory of this decoder was cleared/);
    const [alarm] = await trial.alarms();
    expect(alarm?.kind).toBe('numbering_unproven');
  }, 60_000);

  it.each(['refused', 'error', 'acknowledged_only'] as const)(
    'is not called complete where RESEND is answered %s and nothing else tells',
    async (resend) => {
      await evening();
      trial.decoder.faults.set({ resend });
      await trial.restartGateway(() => {
        night({ ...NEW_NUMBERING, session: 'same' }, KEPT_BEFORE);
      });
      const { summary } = await trial.completenessWhen(
        'it says that it does not know',
        ({ state, doubt }) => state === 'unknown' && doubt === 'cannot_resend',
      );
      expect(summary).toMatch(/does not send a passing again when it is asked/);
      trial.decoder.faults.set({});
      trial.decoder.cutConnections();
      await trial.untilKept();
      expect(await trial.complete()).toMatchObject({ epoch: 2, received: KEPT_BEFORE });
    },
    60_000,
  );

  it('loses no passing that comes while others are looked at', async () => {
    await evening();
    trial.decoder.faults.set({ resend: 'acknowledged_only' });
    await trial.restartGateway(() => undefined);
    await until('it looks for passings above those that are kept', () =>
      trial.decoder.decoder.resends.all().some(({ fromNumber }) => fromNumber === KEPT_BEFORE + 1)
        ? true
        : undefined,
    );
    trial.decoder.decoder.report({ timeUs: Date.now() * 1000, transponder: 1000, strength: 90, hits: 20 });
    await trial.untilKept();
  }, 60_000);

  it('is asked by 402 for what the ledger believes wrongly', async () => {
    await evening();
    // State of an earlier version, which took only the numbers behind the old ones for new.
    trial.decoder.faults.set({ resend: 'refused' });
    trial.decoder.decoder.powerCycle({ ...NEW_NUMBERING, session: 'same' });
    trial.decoder.faults.set({ resend: 'refused', hole: 1 });
    trial.report(KEPT_BEFORE);
    trial.decoder.faults.set({});
    trial.report(5);
    expect(await trial.audit()).toMatchObject({ differing: KEPT_BEFORE, recovered: KEPT_BEFORE });
    await trial.untilKept();
    expect(await trial.complete()).toMatchObject({ epoch: 2, received: 15 });
  }, 60_000);
});
