import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultOptions, RunningDecoder } from '#simulator';
import { NOTHING_WRONG } from './comparison.js';
import { HurriedBuild } from './hurried-build.js';
import { report } from './report.js';
import { IS_FULL, Trial, type TrialOptions } from './trial.js';

const LONGEST_MS = 3_600_000;
const TICK_MS = 50;
/** Most bytes that are written to Redis for each passing while 100,000 holes are open. */
const MOST_BYTES = 200;
/** Longest work of the event loop in one go. */
const LONGEST_GAP_MS = 50;

interface Completeness {
  readonly state: string;
  readonly summary: string;
  readonly received: number;
  readonly missing: number;
  readonly missing_ranges: readonly {
    readonly from_number: number;
    readonly until_number: number;
    readonly missing: number;
  }[];
}

describe('a decoder with more holes than can be listed', () => {
  const build = new HurriedBuild();
  let trial: Trial;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-holes-'));
  });
  afterEach(async () => {
    await trial.end();
    rmSync(folder, { recursive: true });
  }, 60_000);
  afterAll(() => {
    build.remove();
  });

  const decoder = (): RunningDecoder => {
    const [first] = trial.simulator.decoders;
    if (first === undefined) throw new Error('no decoder');
    return first;
  };
  const set = (faults: FaultOptions): void => {
    decoder().faults.set(faults);
  };
  const completeness = (): Promise<Completeness> =>
    trial.gateway.until('completeness', async () => {
      const told = await trial.gateway.ask('GET', '/decoders/d0/completeness');
      return told as unknown as Completeness | undefined;
    });
  const cross = (passings: number): void => {
    for (let each = 0; each < passings; each++) trial.cross(decoder().decoder);
  };
  /** Reports `perSecond` passings for `seconds`, in equal ticks. */
  const ride = async (perSecond: number, seconds: number): Promise<void> => {
    const perTick = (perSecond * TICK_MS) / 1000;
    const beginMs = performance.now();
    for (let ticks = 1; ticks * TICK_MS <= seconds * 1000; ticks++) {
      cross(perTick);
      await delay(Math.max(0, beginMs + ticks * TICK_MS - performance.now()));
    }
  };
  const stored = (received: number): Promise<Completeness> =>
    trial.gateway.until('all that came is counted', async () => {
      const told = await completeness();
      return told.received === received ? told : undefined;
    });

  it(
    'of which RESEND brings none, and all of them later',
    async () => {
      trial = await Trial.start(build.options);
      const [holes, resend] = [IS_FULL ? 60_000 : 10_100, 'error'] as const;
      for (let hole = 0; hole < holes; hole++) {
        set({ resend, hole: 1 });
        cross(1);
        set({ resend });
        cross(1);
        if (hole % 200 === 0) await delay(TICK_MS);
      }
      const told = await stored(holes);
      const listed = told.missing_ranges.reduce((sum, { missing }) => sum + missing, 0);
      expect([told.missing, listed, told.missing_ranges.length > 10_000]).toEqual([holes, holes, false]);
      expect(told.summary).not.toContain('1970');
      const beginMs = performance.now();
      set({});
      decoder().cutConnections();
      const compared = await trial.compare();
      report('RESEND brings none, then all', {
        holes,
        ...compared,
        settledMs: Math.round(performance.now() - beginMs),
      });
      expect(compared).toMatchObject(NOTHING_WRONG);
    },
    LONGEST_MS,
  );

  it.each(IS_FULL ? ([2, 3] as const) : ([2] as const))(
    'counts by %d at 300 a second',
    async (numberStep) => {
      trial = await Trial.start({ ...build.options, decoders: { numberStep } });
      await ride(300, IS_FULL ? 70 : 8);
      const atEnd = (await completeness()).missing;
      const beginMs = performance.now();
      // An empty number is requested twice, 25 s apart.
      await trial.settled(100_000);
      const settledMs = Math.round(performance.now() - beginMs);
      const compared = await trial.compare();
      report(`counts by ${numberStep} at 300 a second`, { ...compared, atEnd, settledMs });
      expect(compared).toMatchObject(NOTHING_WRONG);
    },
    LONGEST_MS,
  );

  it(
    'costs little for each passing, and never much at once',
    async () => {
      const gaps = join(folder, 'gaps.json');
      trial = await Trial.start({ ...build.options, ...watched(gaps) });
      const holes = IS_FULL ? 100_000 : 4000;
      set({ resend: 'error' });
      for (let made = 0; made < holes; made += 250) {
        cross(250);
        await delay(TICK_MS);
      }
      await stored(holes);
      const before = await written(trial);
      const seconds = IS_FULL ? 30 : 4;
      await ride(300, seconds);
      await stored(holes + 300 * seconds);
      const after = await written(trial);
      const beganMs = longest(gaps);
      rmSync(gaps, { force: true });
      await trial.gateway.kill();
      trial.gateway.start();
      await trial.connected();
      const told = await stored(holes + 300 * seconds);
      await ride(300, 2);
      const figures = {
        holes: told.missing,
        listed: told.missing_ranges.length,
        fileBytesPerPassing: Math.round((after.file - before.file) / (300 * seconds)),
        sentBytesPerPassing: Math.round((after.sent - before.sent) / (300 * seconds)),
        longestGapMs: Math.round(beganMs),
        longestGapAfterStartMs: Math.round(longest(gaps)),
      };
      report('many holes', figures);
      expect(told.missing).toBeGreaterThanOrEqual(holes - 1);
      expect(figures.fileBytesPerPassing).toBeLessThan(MOST_BYTES);
      if (!IS_FULL) return;
      expect(Math.max(figures.longestGapMs, figures.longestGapAfterStartMs)).toBeLessThan(LONGEST_GAP_MS);
      set({});
      decoder().cutConnections();
      expect(await trial.compare()).toMatchObject(NOTHING_WRONG);
      report('many holes, settled', { longestGapMs: Math.round(longest(gaps)) });
    },
    LONGEST_MS,
  );
});

function watched(gaps: string): TrialOptions {
  return {
    decoders: { numberStep: 2 },
    environment: {
      NODE_OPTIONS: `--import=${resolve('test/trials/loop-gaps.mjs')}`,
      COACHLINK_TRIAL_LOOP_GAPS: gaps,
    },
  };
}

function longest(gaps: string): number {
  return (JSON.parse(readFileSync(gaps, 'utf8')) as { longestMs: number }).longestMs;
}

/** Bytes of the append-only file, and bytes received over connections. */
async function written(trial: Trial): Promise<{ readonly file: number; readonly sent: number }> {
  const info = `${await trial.redis.call('INFO', 'persistence')}${await trial.redis.call('INFO', 'stats')}`;
  const figure = (name: string): number => Number(new RegExp(`${name}:([0-9]+)`).exec(info)?.[1]);
  return { file: figure('aof_current_size'), sent: figure('total_net_input_bytes') };
}
