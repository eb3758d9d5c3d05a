import fc from 'fast-check';
import type { KeptNumbersQuery, PassingsQuery, SessionsQuery } from '#passings';
import { SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';

const momentUs = fc.oneof(
  fc.integer({ min: -1_000_000, max: SPAN_US + 1_000_000 }),
  fc.integer({ min: 0, max: 60 }).map((minute) => minute * 60_000_000),
  fc.integer({ min: 0, max: 6 }).map((chunk) => chunk * 600_000_000 - 1),
  // Whole days, more of them than are worth reading one by one.
  fc.constantFrom(-1, 2, -100, 100).map((days) => days * 86_400_000_000),
);
const window = fc
  .tuple(momentUs, momentUs)
  .map(([a, b]) => ({ fromUs: START_US + Math.min(a, b), untilUs: START_US + Math.max(a, b) }));
const maybe = <Key extends string, Value>(key: Key, value: fc.Arbitrary<Value>) =>
  fc
    .option(value, { nil: undefined, freq: 2 })
    .map((some) => (some === undefined ? {} : { [key]: some })) as fc.Arbitrary<Partial<Record<Key, Value>>>;
const transponderId = fc.constantFrom('FL-94890', 'HT-24422', '12345678', '9991', 'AB-1', 'nobody');

export const passingsQuery: fc.Arbitrary<PassingsQuery> = fc
  .tuple(
    fc.record({ window, order: fc.constantFrom('asc', 'desc'), limit: fc.integer({ min: 1, max: 60 }) }),
    maybe('transponderId', transponderId),
    maybe('decoderId', fc.constantFrom('finish', 'back', 'none')),
    maybe('loopId', fc.integer({ min: 1, max: 4 })),
  )
  .map(([base, ...filters]) => Object.assign({}, base, ...filters) as PassingsQuery);
export const sessionsQuery: fc.Arbitrary<SessionsQuery> = fc
  .tuple(
    fc.record({ window, limit: fc.integer({ min: 1, max: 30 }) }),
    maybe('inputs', fc.boolean()),
    maybe('transponderId', transponderId),
    maybe(
      'gapUs',
      fc.integer({ min: 1, max: 40 }).map((minutes) => minutes * 60_000_000),
    ),
  )
  .map(([base, ...filters]) => Object.assign({}, base, ...filters) as SessionsQuery);

const number = fc.integer({ min: 0, max: 42 });
export const keptNumbersQuery: fc.Arbitrary<KeptNumbersQuery> = fc
  .record({
    decoderId: fc.constantFrom('finish', 'back', 'none'),
    ends: fc.tuple(number, number),
    askedAtMs: fc.integer({ min: 0, max: 2 ** 47 }),
  })
  .map(({ ends: [a, b], ...rest }) => ({
    ...rest,
    fromNumber: Math.min(a, b),
    untilNumber: Math.max(a, b),
  }));

export interface RedatingDrawn {
  readonly which: number;
  readonly byUs: number;
  readonly isTimeDoubtful: boolean;
  readonly receivedByMs: number;
}

export const redating: fc.Arbitrary<RedatingDrawn> = fc.record({
  which: fc.nat(),
  byUs: fc.constantFrom(0, 0, 1, -1, 60_000_000, -600_000_000, 3_600_000_000, -90_000_000_000),
  isTimeDoubtful: fc.boolean(),
  receivedByMs: fc.constantFrom(0, 3_600_000),
});
