import { setTimeout as delay } from 'node:timers/promises';
import { report } from './report.js';
import type { Sabotage } from './sabotage.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { strangeDecoders } from './strange/strange-decoders.js';
import { type Outcome, StrangeTrial } from './strange/strange-trial.js';
import type { Strangeness } from './strange/strange-decoder.js';
import { IS_FULL } from './trial.js';

/** Longest delay of a resent passing. */
const LATE_MS = IS_FULL ? 20_000 : 2500;
const [PASSINGS, PER_S] = IS_FULL ? [12_000, 200] : [80, 10];
/** Most decoders on one gateway at a time. */
const AT_ONCE = IS_FULL ? 4 : 64;
/** Far longer than a good gateway takes to store the rest. */
const REST_MS = 60_000;
const LOOK_EVERY_MS = IS_FULL ? 5000 : 1000;
/** Most connects of a decoder that hangs up on one question: two, and some before a record was heard or after a pause. */
const MOST_HANG_UPS = 4;
/** Longest time until a link is open again, in which no passing comes. */
const LONGEST_REOPENING_S = 2.2;
const LONGEST_MS = 3_600_000;

const TABLE = strangeDecoders(LATE_MS);

async function tried(strange: readonly Strangeness[], main?: string): Promise<Outcome[]> {
  const trial = await StrangeTrial.start(strange, main);
  try {
    let looking = Promise.resolve();
    const looks = setInterval(() => {
      looking = looking.then(() => trial.look());
    }, LOOK_EVERY_MS);
    try {
      await trial.ride(PASSINGS, PER_S);
      // The last resent passings come late.
      await delay(LATE_MS);
    } finally {
      clearInterval(looks);
      await looking;
    }
    await trial.look();
    return await trial.outcomes(REST_MS);
  } finally {
    await trial.end();
  }
}

describe('strange decoders', () => {
  const groups = Array.from({ length: Math.ceil(TABLE.length / AT_ONCE) }, (_, at) =>
    TABLE.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );

  it.each(groups.map((group) => [group.map(({ name }) => name).join('; '), group] as const))(
    '%s',
    async (_, group) => {
      const outcomes = await tried(group);
      for (const outcome of outcomes) report('strange decoder', outcome);
      for (const [at, outcome] of outcomes.entries()) {
        const { name, connects = 1, isSilent = false } = group[at] ?? { name: '' };
        expect(outcome).toMatchObject({ name, lost: 0, twice: 0, misdated: 0, tooGood: 0 });
        expect([name, outcome.connects]).toEqual([name, Math.min(outcome.connects, connects)]);
        const missed = outcome.connects * LONGEST_REOPENING_S * PER_S;
        if (!isSilent) expect(outcome.reached).toBeGreaterThan(outcome.reported * 0.85 - missed);
      }
    },
    LONGEST_MS,
  );
});

interface Crime extends Sabotage {
  readonly name: string;
  /** Name of the strange decoder that must show it. */
  readonly on: string;
  readonly shows: (outcome: Outcome) => number;
}

const CRIMES: readonly Crime[] = [
  {
    name: 'whatever it hung up on is asked again at once',
    file: 'libs/decoder/src/connection/question-manners.js',
    text: 'withheldMs(question) {',
    instead: 'withheldMs(question) { return 0;',
    on: 'hangs up on RESEND',
    shows: ({ connects }) => connects - 1 - MOST_HANG_UPS,
  },
  {
    name: 'whatever it tells for its time is believed',
    file: 'libs/decoder/src/clock/decoder-clock.js',
    text: 'isBelievable(round, former, live) {',
    instead: 'isBelievable(round, former, live) { return true;',
    on: 'tells 0 for its time',
    shows: ({ misdated }) => misdated,
  },
];

describe('a gateway that was sabotaged turns the trial of strange decoders red', () => {
  it.each(IS_FULL ? CRIMES : CRIMES.slice(0, 1))(
    '$name',
    async (crime) => {
      const build = new SabotagedBuild(crime);
      try {
        const strange = TABLE.filter(({ name }) => name === crime.on);
        // So many passings are held back that some are requested in every run.
        const asked = strange.map((each) => ({ ...each, faults: { hole: 0.2, ...each.faults } }));
        const [outcome] = await tried(asked, build.main);
        report(`sabotage, ${crime.name}`, outcome ?? {});
        expect(outcome && crime.shows(outcome)).toBeGreaterThan(0);
      } finally {
        build.remove();
      }
    },
    LONGEST_MS,
  );
});
