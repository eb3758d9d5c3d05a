import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Passing, RedisPassingsRepository } from '#passings';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { storeConnections } from './store-connections.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 15);
const HIGHEST = 20_000;
const DECODERS = ['finish', 'back', 'other'];
/** Clock offsets that one decoder has had. */
const OFFSETS_US = [0, 2_000_000, -3_000];
const WINDOW = { fromUs: START_US - 10_000_000, untilUs: START_US + 600_000_000 };

const redis = storeConnections();

interface Drawn {
  readonly number: number;
  readonly decoder: number;
  readonly offset: number;
}

/** Passings of a third decoder that fill segments of the chunk, each with times of its own. */
const OTHERS: readonly (readonly Passing[])[] = Array.from({ length: 9 }, (_, batch) =>
  Array.from({ length: 1000 }, (_, at) =>
    passingOf({ number: batch * 1000 + at + 1, decoder: 2, offset: 0 }),
  ),
);

const drawn: fc.Arbitrary<Drawn> = fc.record({
  number: fc.integer({ min: 1, max: 250 }).map((number) => number * 40),
  // The two decoders have the same numbers at the same times.
  decoder: fc.nat(1),
  offset: fc.nat(OFFSETS_US.length - 1),
});
/** Far more passings than are searched one by one. */
const batch = fc.array(drawn, { minLength: 60, maxLength: 400 });

function passingOf({ number, decoder, offset }: Drawn): Passing {
  const rtcTimeUs = START_US + number * 1000;
  const clockOffsetUs = OFFSETS_US[offset] ?? 0;
  return {
    decoderId: DECODERS[decoder] ?? '',
    loopId: 1,
    passingNumber: number,
    isNumberDoubtful: false,
    transponderId: String(1000 + (number % 7)),
    timeUs: rtcTimeUs + clockOffsetUs,
    timeSource: 'rtc',
    isTimeDoubtful: false,
    alternativeTimeUs: null,
    rtcTimeUs,
    clockOffsetUs,
    receivedAtMs: 1000,
    strength: null,
    hits: null,
    batteryVoltageV: null,
    decoderFlags: null,
  };
}

describe('many passings that come late, among those that came before', () => {
  it('are stored once each, whatever of them is kept under whichever clock offset', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 2, maxLength: 3 }), async (batches) => {
        const repository = new RedisPassingsRepository(redis, randomUUID());
        const naive = new NaivePassingsRepository();
        const highest = [0, 1].flatMap((decoder) =>
          OFFSETS_US.map((_, offset) => ({ number: HIGHEST + offset, decoder, offset })),
        );
        const given = [highest, ...batches].map((each) => each.map(passingOf));
        for (const passings of [...OTHERS, ...given]) {
          expect(await repository.store(passings)).toEqual(await naive.store(passings));
        }
        const query = { window: WINDOW, order: 'asc', limit: 20_000 } as const;
        const [page, truth] = [await repository.find(query), await naive.find(query)];
        expect(page.passings()).toEqual(truth.passings());
      }),
      { numRuns: RUNS },
    );
  }, 300_000);
});
