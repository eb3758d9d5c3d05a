import { hoursUntil } from './data/velodrome.js';
import type { BenchRedis } from './harness/bench-redis.js';
import { apiKeyOf } from './harness/credentials.js';
import { DistantCrowd } from './harness/distant-crowd.js';
import { quantile } from './harness/quantile.js';
import type { Question } from './harness/http-line.js';
import { inTurn } from './harness/in-turn.js';
import { OurStore } from './harness/our-store.js';
import { short } from './harness/report.js';
import { ride } from './harness/ride.js';
import type { Bench, Row } from './harness/row.js';
import { BenchTrack } from './harness/track.js';

const PASSINGS = 10_000_000;
const CLIENTS = 50;
const REPEATS = 5;
const LASTS_MS = 10_000;
const YEAR_MS = 365 * 24 * 3_600_000;
const SEED = 8;

export const clientsBench: Bench = {
  name: 'clients',
  meaning: 'that passings are stored as soon as ever while many clients ask the hardest questions',
  run: (tell) => clientsOver(PASSINGS, tell),
};

interface Outcome {
  readonly p99: number;
  readonly lost: number;
  readonly answered: number;
  readonly refused: number;
  readonly other: number;
}

export async function clientsOver(passings: number, tell: (progress: string) => void): Promise<Row[]> {
  const track = await BenchTrack.open(SEED, (redis) => fill(redis, passings, tell));
  try {
    const headers = await apiKeyOf(track.gateway);
    const questions = worstQuestions().map((question) => ({ ...question, headers }));
    tell(`${CLIENTS} clients and none, ${REPEATS} times ${LASTS_MS / 1000} s each`);
    const crowdedRide = (): Promise<Outcome> =>
      rideWith(track, new DistantCrowd({ url: track.gateway.url, questions, count: CLIENTS }));
    await crowdedRide(); // compiles code
    const measured = await inTurn(REPEATS, {
      crowded: crowdedRide,
      alone: () => rideWith(track),
    });
    const { crowded, alone } = measured;
    const crowd = (what: string, unit: string, of: (outcome: Outcome) => number): Omit<Row, 'bar'> => ({
      what,
      unit,
      ours: { what: `with ${CLIENTS} clients`, repeats: crowded.map(of) },
    });
    return [
      {
        ...crowd('written to the socket until stored, p99', 'ms', ({ p99 }) => p99),
        against: { what: 'without', repeats: alone.map(({ p99 }) => p99) },
        bar: { most: 2 },
      },
      { ...crowd('lost', 'passings', ({ lost }) => lost), bar: { most: 0 } },
      crowd('answered', 'questions', ({ answered }) => answered),
      crowd('told to try again', 'questions', ({ refused }) => refused),
      { ...crowd('other answers', 'questions', ({ other }) => other), bar: { most: 0 } },
    ];
  } finally {
    await track.close();
  }
}

async function fill(redis: BenchRedis, passings: number, tell: (progress: string) => void): Promise<void> {
  const store = new OurStore(redis.url, 'main');
  await store.ready();
  let stored = 0;
  for (const hour of hoursUntil(Date.now() * 1000, passings, SEED)) {
    await store.storeAll(hour);
    stored += hour.length;
    if (stored % 1_000_000 < hour.length) tell(`${short(stored)} stored`);
  }
  store.close();
}

async function rideWith(track: BenchTrack, crowd?: DistantCrowd): Promise<Outcome> {
  const { sent, delaysMs } = await ride(track, LASTS_MS, () => 1);
  const { answered = 0, refused = 0, other = 0 } = (await crowd?.leave()) ?? {};
  await track.gateway.idle();
  return { p99: quantile(delaysMs, 0.99), lost: sent - delaysMs.length, answered, refused, other };
}

/** Queries over everything that is kept: much to read, and few rows to return or very many. */
function worstQuestions(): Question[] {
  const year = `start_time_ms=${Date.now() - YEAR_MS}&order=asc`;
  return [
    '/transponders/sessions?hours=8760&gap_minutes=1&limit=100',
    `/passings?${year}&limit=10000&decoder_id=d0`,
    `/passings?${year}&limit=10000&transponder_id=1000007`,
    '/transponders/active?minutes=1440',
  ].map((path) => ({ method: 'GET', path }));
}
