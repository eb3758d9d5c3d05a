import fc from 'fast-check';
import type { Backfill } from '#passings';
import type { KeptPassing } from '#simulator';
import { ModelClock, ModelledDecoder, type ModelOptions } from './modelled-decoder.js';
import { ModelledGateway, ModelStore } from './modelled-gateway.js';

/** An event at a decoder, on the line, or in the gateway. */
export type Step =
  | { readonly what: 'ride'; readonly count: number }
  | { readonly what: 'hold_back'; readonly count: number }
  | { readonly what: 'cut' | 'connect' | 'check' | 'clear_memory' | 'lose_answer' }
  | { readonly what: 'cut_at_question'; readonly after: number }
  | { readonly what: 'cross_at_question'; readonly after: number; readonly isBehindAnswer: boolean }
  /** `count` answers do not come in time. */
  | { readonly what: 'silent_at_question'; readonly after: number; readonly count: number }
  /** While the gateway waits for its store: off, on, `count` crossings, and connected again. */
  | { readonly what: 'power_cycle_at_store'; readonly after: number; readonly count: number }
  | { readonly what: 'kill_gateway' }
  | {
      readonly what: 'power_cycle';
      readonly startNumber: number | undefined;
      readonly keepsMemory: boolean;
      readonly session: 'new' | 'new_time' | 'same';
      readonly clock: 'kept' | 'unset';
      /** `kept`: the link may be that of a box on the decoder's serial line. */
      readonly link: 'cut' | 'kept';
    };

export interface History {
  readonly backfill: Backfill;
  readonly options: ModelOptions;
  readonly steps: readonly Step[];
}

export interface Outcome {
  readonly state: string;
  /** Passings of the decoder's memory from the first contact on that are not kept. */
  readonly lost: readonly KeptPassing[];
  readonly twice: number;
  readonly alarms: number;
  /** Whether the gateway took the numbers for begun anew although they went on. */
  readonly isFalselyBegunAgain: boolean;
}

const TOP = 2 ** 32 - 6;
const startNumber = fc.constantFrom(1, 1, 1, 5, 500, 711_875, TOP);
/** First numbers after a restart: decoders do not begin just below the highest possible number. */
const restartNumber = fc.constantFrom(1, 1, 1, 5, 500, 711_875);
const count = fc.integer({ min: 1, max: 12 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('ride' as const), count }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('hold_back' as const), count }) },
  {
    weight: 7,
    arbitrary: fc.record({
      what: fc.constantFrom('cut' as const, 'connect' as const, 'connect' as const, 'check' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('clear_memory' as const, 'lose_answer' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('cut_at_question' as const),
      after: fc.integer({ min: 0, max: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('cross_at_question' as const),
      after: fc.integer({ min: 0, max: 6 }),
      isBehindAnswer: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('silent_at_question' as const),
      after: fc.integer({ min: 0, max: 6 }),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('power_cycle_at_store' as const),
      after: fc.integer({ min: 0, max: 5 }),
      count: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('kill_gateway' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('power_cycle' as const),
      startNumber: fc.option(restartNumber, { nil: undefined }),
      keepsMemory: fc.boolean(),
      session: fc.constantFrom('new' as const, 'new_time' as const, 'same' as const),
      clock: fc.constantFrom('kept' as const, 'kept' as const, 'unset' as const),
      link: fc.constantFrom('cut' as const, 'cut' as const, 'kept' as const),
    }),
  },
);

const options: fc.Arbitrary<ModelOptions> = fc.record({
  decoder: fc.record({
    startNumber,
    numberStep: fc.constantFrom(1 as const, 1 as const, 2 as const),
    unknownQuestions: fc.constantFrom([], [], ['SESSION' as const]),
    sessionCountsFromZero: fc.constantFrom(false, false, false, true),
    keptPassings: fc.constantFrom(200_000, 200_000, 15),
  }),
  resend: fc.constantFrom(
    'honoured' as const,
    'honoured' as const,
    'honoured' as const,
    'repeated' as const,
    'out_of_order' as const,
    'refused' as const,
    'error' as const,
    'acknowledged_only' as const,
  ),
  seed: fc.nat(),
});

const backfill = fc.constantFrom<Backfill[]>('none', 'none', 'all');

export const history: fc.Arbitrary<History> = fc
  .record({ backfill, options, steps: fc.array(step, { minLength: 3, maxLength: 25 }) })
  // No first contact reaches back over the highest possible number.
  .filter(({ backfill: wanted, options: { decoder } }) => wanted === 'none' || decoder.startNumber !== TOP)
  .map((each) => (each.options.decoder.sessionCountsFromZero === true ? withHighNumbers(each) : each));

/** Raises numbers, because a SESSION that counts something else differs visibly only where they are above its count. */
function withHighNumbers({ options: given, steps, ...others }: History): History {
  const raised = (number: number): number => Math.min(Math.max(number, 500), 711_875);
  return {
    ...others,
    options: { ...given, decoder: { ...given.decoder, startNumber: raised(given.decoder.startNumber ?? 1) } },
    steps: steps.map((each) =>
      each.what === 'power_cycle' && each.startNumber !== undefined
        ? { ...each, startNumber: raised(each.startNumber) }
        : each,
    ),
  };
}

/** Lives a history to its end, with the gateway connected and all of its questions asked. */
export async function live({ backfill: wanted, options: given, steps }: History): Promise<Outcome> {
  const clock = new ModelClock();
  const decoder = new ModelledDecoder(clock, given);
  const store = new ModelStore();
  let gateway = new ModelledGateway(decoder, store, wanted);
  /** Passings from before the first contact, which are not wanted: there is no backfill. */
  let before: ReadonlySet<KeptPassing> | undefined;
  let alarms = 0;
  let isFirstPushed = false;
  /** Whether the numbers pass the highest one, where only simple steps are tried. */
  const isNearTheTop = (given.decoder.startNumber ?? 1) > 2 ** 31;
  const tellsSession =
    given.decoder.unknownQuestions?.length === 0 && given.decoder.sessionCountsFromZero !== true;
  /**
   * Whether numbers stay below the highest one and SESSION speaks of them: another SESSION, without resends, looks like
   * a new numbering.
   */
  const isPlain = !isNearTheTop && given.decoder.sessionCountsFromZero !== true;
  const restarted = given.decoder.sessionCountsFromZero === true ? 500 : 1;
  let crossings = given.seed % 100_000;
  const cross = (isHeldBack: boolean): void => {
    // Times differ, so that no two crossings lie at the same moment after a power-on, as in use.
    clock.us += 700_000 + ((++crossings * 7919) % 997) * 1000;
    const isLost = isHeldBack && !isFirstPushed;
    isFirstPushed = false;
    decoder.faults.set({ resend: given.resend, ...(isLost ? { hole: 1 } : {}) });
    const transponder = 1000 + (Math.floor(clock.us / 100_000) % 23);
    decoder.decoder.report({ timeUs: clock.us, transponder, strength: 90, hits: 20 });
    decoder.faults.set({ resend: given.resend });
  };
  const settle = async (): Promise<void> => {
    await gateway.untilQuiet();
    if (before === undefined && gateway.isBegun(given.decoder.sessionCountsFromZero === true))
      before = new Set(
        decoder.decoder.ledger.all().filter((passing) => !isKept(passing) && !isWanted(passing)),
      );
  };
  const kept = (): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const key of store.identitiesKept()) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const isKept = (passing: KeptPassing): boolean => kept().has(keyOf(passing));

  /** Whether the first contact has to fetch the passing. */
  const isWanted = ({ passingNumber }: KeptPassing): boolean => {
    const last = decoder.decoder.ledger.all().at(-1)?.passingNumber ?? 0;
    if (wanted === 'none' || passingNumber > last) return false;
    return wanted === 'all' || passingNumber > last - wanted;
  };

  for (const each of steps) {
    clock.us += 5_000_000;
    switch (each.what) {
      case 'ride':
      case 'hold_back':
        for (let one = 0; one < each.count; one++) cross(each.what === 'hold_back');
        break;
      case 'cut':
        decoder.cut();
        break;
      case 'connect':
        gateway.connect();
        break;
      case 'check':
        if (decoder.isConnected) await gateway.check();
        break;
      case 'clear_memory':
        decoder.decoder.ledger.forget();
        break;
      case 'lose_answer':
        store.answersLost = 1;
        break;
      case 'cut_at_question':
        decoder.questionsLeft = each.after;
        break;
      case 'kill_gateway':
        gateway.kill();
        alarms += gateway.alarms;
        gateway = new ModelledGateway(decoder, store, wanted);
        break;
      case 'cross_at_question':
        if (isNearTheTop) break;
        decoder.crossing = {
          questionsLeft: each.after,
          isBehindAnswer: each.isBehindAnswer,
          cross: () => {
            cross(false);
          },
        };
        break;
      case 'silent_at_question':
        decoder.silence = { questionsLeft: each.after, answersLost: each.count };
        break;
      case 'power_cycle_at_store':
        // A decoder without its last number and without memory cannot be told apart twice in a moment (ADR 12).
        if (!tellsSession || isNearTheTop) break;
        store.interruption = {
          readsLeft: each.after,
          happen: () => {
            decoder.cut();
            decoder.decoder.powerCycle({ startNumber: restarted, session: 'same' });
            // Crossings before the first contact are not wanted.
            for (let one = 0; one < each.count && before !== undefined; one++) cross(false);
            gateway.connect();
          },
        };
        break;
      case 'power_cycle':
        if (each.link === 'cut' || each.session !== 'new' || !tellsSession) decoder.cut();
        // On the same link a restart shows only by the first passing or by SESSION.
        isFirstPushed = decoder.isConnected;
        decoder.decoder.powerCycle({
          ...(each.startNumber === undefined ? {} : { startNumber: each.startNumber }),
          keepsMemory: each.keepsMemory,
          session: each.session,
          clock: each.clock,
        });
    }
    await settle();
  }
  decoder.questionsLeft = undefined;
  decoder.crossing = undefined;
  decoder.silence = undefined;
  store.interruption = undefined;
  if (!decoder.isConnected) gateway.connect();
  await settle();
  await gateway.check();
  await settle();
  if (decoder.isAskedWithoutEnd) throw new Error('the decoder is asked without end');
  before ??= new Set(decoder.decoder.ledger.all());
  const counts = kept();
  const has = [...decoder.decoder.ledger.range(0, 2 ** 32 - 1)];
  const outcome = {
    state: gateway.state,
    lost: has.filter((passing) => before?.has(passing) !== true && !counts.has(keyOf(passing))),
    twice: [...counts.values()].filter((times) => times > 1).length,
    alarms: alarms + gateway.alarms,
    isFalselyBegunAgain: gateway.epoch > 1 && isPlain && !steps.some(mayBeginAgain),
  };
  gateway.kill();
  return outcome;
}

/** Whether a step may look like a new numbering; a cleared memory does without further evidence. */
function mayBeginAgain({ what }: Step): boolean {
  return what === 'power_cycle' || what === 'power_cycle_at_store' || what === 'clear_memory';
}

function keyOf({ passingNumber, rtcTimeUs }: KeptPassing): string {
  return `${passingNumber} ${rtcTimeUs}`;
}
