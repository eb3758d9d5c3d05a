import { setTimeout as delay } from 'node:timers/promises';
import type { FaultOptions, RunningDecoder } from '#simulator';
import { NOTHING_WRONG } from './comparison.js';
import { HurriedBuild } from './hurried-build.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const LARGEST_BLOCK = 1000;
/** Limit of five a second, with an allowance for their distance on the line. */
const MOST_RESENDS_IN_2_S = 11;
const LONGEST_MS = 3_600_000;

interface Decoder {
  readonly alarms: readonly { readonly kind: string; readonly message: string }[];
  readonly clock: { readonly jumps: number };
}

/** Questions of all decoders: the most within 2 s, the most numbers in one, and their count. */
interface Resends {
  readonly most: number;
  readonly largest: number;
  readonly asked: number;
}

interface Completeness {
  readonly missing: number;
  readonly missing_ranges: readonly { readonly from_number: number; readonly until_number: number }[];
}

describe('under 200 passings a second from four decoders, with bursts of 2,000', () => {
  const build = new HurriedBuild();
  let trial: Trial;
  afterEach(() => trial.end(), 60_000);
  afterAll(() => {
    build.remove();
  });

  const eachDecoder = (work: (decoder: RunningDecoder) => void): void => {
    trial.simulator.decoders.forEach(work);
  };
  const alarmsOf = async (at: number): Promise<string[]> => {
    const { alarms } = (await trial.gateway.ask('GET', `/decoders/d${at}`)) as unknown as Decoder;
    return alarms.map(({ kind }) => kind);
  };
  const resends = (): Resends => {
    const logs = trial.simulator.decoders.map(({ decoder }) => decoder.resends);
    return {
      most: Math.max(...logs.map((log) => log.mostWithin(2000))),
      largest: Math.max(...logs.map((log) => log.mostNumbers())),
      asked: logs.reduce((sum, log) => sum + log.all().length, 0),
    };
  };
  const told = async (what: string, figures: object): Promise<{ alarms: string[][]; asked: Resends }> => {
    const alarms = await Promise.all([0, 1, 2, 3].map((at) => alarmsOf(at)));
    const asked = resends();
    report(what, { ...figures, ...asked, alarms });
    expect(asked.most).toBeLessThanOrEqual(MOST_RESENDS_IN_2_S);
    expect(asked.largest).toBeLessThanOrEqual(LARGEST_BLOCK);
    return { alarms, asked };
  };
  const ride = async (ms: number): Promise<void> => {
    trial.ride();
    await delay(ms);
    trial.rest();
  };
  /** Holds back 1 % and 10 % of the passings, then a thousand in a row. */
  const withhold = async (): Promise<void> => {
    for (const hole of [0.01, 0.1]) {
      eachDecoder(({ faults }) => {
        faults.set({ ...resend, hole });
      });
      await ride(IS_FULL ? 30_000 : 700);
    }
    eachDecoder(({ faults, decoder }) => {
      faults.set({ ...resend, hole: 1 });
      for (let each = 0; each < (IS_FULL ? 1000 : 250); each++) trial.cross(decoder);
      faults.set(resend);
      trial.cross(decoder);
    });
  };
  let resend: FaultOptions = {};
  /** Highest numbers up to which RESEND was honoured again, by decoder. */
  let healed: readonly number[] = [];
  const listedMissing = async (at: number, count: number): Promise<number[]> => {
    const { missing_ranges: ranges } = await trial.gateway.until('the missing ones are listed', async () => {
      const told = (await trial.gateway.ask('GET', `/decoders/d${at}/completeness`)) as
        Completeness | undefined;
      return told?.missing === count ? told : undefined;
    });
    return ranges.flatMap(({ from_number: from, until_number: until }) =>
      Array.from({ length: until - from + 1 }, (_, index) => from + index),
    );
  };

  it(
    'passings are withheld, and what is asked for again comes in part, twice, or in any order',
    async () => {
      trial = await Trial.start(build.options);
      for (const behaviour of ['honoured', 'partial', 'repeated', 'out_of_order'] as const) {
        resend = { resend: behaviour };
        await withhold();
        const compared = await trial.compare();
        await told(`withheld, RESEND ${behaviour}`, compared);
        expect(compared).toMatchObject(NOTHING_WRONG);
      }
    },
    LONGEST_MS,
  );

  it(
    'passings are withheld, and RESEND is refused',
    async () => {
      trial = await Trial.start(build.options);
      for (const behaviour of ['refused', 'error', 'foreign'] as const) {
        resend = { resend: behaviour };
        await withhold();
        const figures = { withheld: 0, wronglyListed: 0, wronglyKept: 0 };
        for (const [at, { ledger }] of trial.simulator.decoders.entries()) {
          const isNew = (number: number): boolean => number > (healed[at] ?? 0);
          const all = ledger.all().filter(({ passingNumber }) => isNew(passingNumber));
          const numbersOf = (isPushed: boolean): number[] =>
            all.filter(({ pushed }) => pushed === isPushed).map(({ passingNumber }) => passingNumber);
          const withheld = numbersOf(false);
          const listed = await listedMissing(at, withheld.length);
          const kept = (await trial.rowsOf(`d${at}`)).map((row) => row.passing_number);
          figures.withheld += withheld.length;
          figures.wronglyListed += differences(listed, withheld);
          figures.wronglyKept += differences(kept.filter(isNew), numbersOf(true));
        }
        await told(`withheld, RESEND ${behaviour}`, figures);
        expect(figures).toMatchObject({ wronglyListed: 0, wronglyKept: 0 });
        eachDecoder((decoder) => {
          decoder.faults.set({});
          decoder.cutConnections();
        });
        expect(await trial.compare()).toMatchObject(NOTHING_WRONG);
        healed = trial.simulator.decoders.map(({ ledger }) => ledger.bounds()?.last ?? 0);
      }
    },
    LONGEST_MS,
  );

  it(
    'a counter begins again, and one goes over 4294967295',
    async () => {
      trial = await Trial.start({ ...build.options, decoders: { startNumber: 4_294_967_295 - 250 } });
      await ride(1000);
      await trial.settled();
      trial.simulator.decoders[0]?.decoder.restart();
      await ride(IS_FULL ? 10_000 : 4000);
      const compared = await trial.compare();
      const { alarms } = await told('counter reset and wrap', compared);
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(alarms).toEqual(Array(4).fill(['numbers_began_again']));
    },
    LONGEST_MS,
  );

  it(
    'a number is forged',
    async () => {
      trial = await Trial.start(build.options);
      await ride(1000);
      const forged = [4_294_967_295, 3_000_000_000, 1_000_000, 20_000];
      trial.simulator.decoders.forEach(({ decoder }, at) => decoder.forge(forged[at] ?? 0));
      await ride(IS_FULL ? 10_000 : 2000);
      const compared = await trial.compare();
      const { alarms, asked } = await told('forged number', compared);
      const marked = await Promise.all(
        forged.map(async (number, at) =>
          (await trial.rowsOf(`d${at}`)).filter(
            (row) => row.flags.includes('number_doubtful') || row.passing_number === number,
          ),
        ),
      );
      expect(compared).toMatchObject({
        ...NOTHING_WRONG,
        invented: 4,
        miscounted: expect.any(Number) as number,
      });
      expect(marked.map((rows) => rows.map((row) => [row.passing_number, row.flags]))).toEqual(
        forged.map((number) => [[number, ['number_doubtful']]]),
      );
      expect(alarms).toEqual(Array(4).fill(['number_doubtful']));
      expect(asked.asked).toBe(0);
    },
    LONGEST_MS,
  );

  it(
    'the gateway comes back after days, and 50,000 have passed',
    async () => {
      trial = await Trial.start(build.options);
      await ride(1000);
      await trial.settled();
      await trial.gateway.kill();
      const away = IS_FULL ? 50_000 : 12_000;
      eachDecoder(({ decoder, ledger }) => {
        decoder.skipTo((ledger.bounds()?.last ?? 0) + 1 + away, away);
      });
      trial.ride();
      trial.gateway.start();
      await trial.connected();
      await delay(IS_FULL ? 10_000 : 1000);
      trial.rest();
      const compared = await trial.compare();
      const { alarms } = await told('a real jump after days away', compared);
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(alarms.flat()).toEqual([]);
    },
    LONGEST_MS,
  );

  it(
    'a decoder counts by 2',
    async () => {
      trial = await Trial.start({ ...build.options, decoders: { numberStep: 2 } });
      await ride(IS_FULL ? 60_000 : 3000);
      const compared = await trial.compare();
      const { alarms, asked } = await told('counting by 2', compared);
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(alarms.flat()).toEqual([]);
      // Each empty number is requested twice.
      expect(asked.asked).toBeLessThan(IS_FULL ? 300 : 160);
    },
    LONGEST_MS,
  );

  it(
    'the clocks of the decoders are set by an hour and by years',
    async () => {
      trial = await Trial.start(build.options);
      await ride(1500);
      const hourMs = 3_600_000;
      const jumps = [hourMs, -hourMs, 5 * 365 * 24 * hourMs, -5 * 365 * 24 * hourMs];
      trial.simulator.decoders.forEach(({ decoder }, at) => {
        decoder.jumpClock(jumps[at] ?? 0);
      });
      await ride(IS_FULL ? 10_000 : 1500);
      eachDecoder((decoder) => {
        decoder.cutConnections();
      });
      await ride(1000);
      await trial.settled();
      const figures = { reported: 0, lost: 0, twice: 0, mistimed: 0, worstMs: 0 };
      for (const [at, { ledger }] of trial.simulator.decoders.entries()) {
        const rows = await trial.rowsOf(`d${at}`);
        const kept = new Map(rows.map((row) => [row.passing_number, Number(row.rtc_time_us)]));
        figures.twice += rows.length - kept.size;
        for (const passing of ledger.all()) {
          const keptUs = kept.get(passing.passingNumber);
          // The photocell of the track crosses by itself.
          const crossedAtUs = trial.crossedAt(passing) ?? keptUs ?? 0;
          const offMs = Math.abs((keptUs ?? 0) - crossedAtUs) / 1000;
          figures.reported++;
          if (keptUs === undefined) figures.lost++;
          else if (offMs > 500) figures.mistimed++;
          else figures.worstMs = Math.max(figures.worstMs, offMs);
        }
      }
      const { alarms } = await told('clocks set', figures);
      expect(figures).toMatchObject({ lost: 0, twice: 0, mistimed: 0 });
      expect(alarms).toEqual(Array(4).fill(['clock_jumped']));
    },
    LONGEST_MS,
  );
});

function differences(one: readonly number[], other: readonly number[]): number {
  const [left, right] = [new Set(one), new Set(other)];
  return (
    [...left].filter((each) => !right.has(each)).length + [...right].filter((each) => !left.has(each)).length
  );
}
