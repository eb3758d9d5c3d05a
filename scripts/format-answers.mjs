// Questions about the fixture of scripts/format-fixture.mjs, for the code that wrote a format and for each later one.
import { createHash } from 'node:crypto';

export const START_US = Date.UTC(2026, 4, 4, 10) * 1000;
export const MINUTE_US = 60_000_000;
export const DAY_US = 1440 * MINUTE_US;
export const DECODERS = ['finish', 'back', 'pit'];

const ALL = { fromUs: START_US - 10 * DAY_US, untilUs: START_US + 10 * DAY_US };
const WINDOWS = {
  all: ALL,
  day: { fromUs: START_US - 10 * 60 * MINUTE_US, untilUs: START_US + 14 * 60 * MINUTE_US - 1 },
  chunk: { fromUs: START_US, untilUs: START_US + 10 * MINUTE_US - 1 },
  edges: { fromUs: START_US + 123_456_789, untilUs: START_US + DAY_US + 345_678_901 },
};
const FILTERS = {
  none: {},
  transponder: { transponderId: '1003' },
  decoder: { decoderId: 'back' },
  loop: { loopId: 2 },
};
const PAGE = 700;

/** Resolves to the repository's answers: of long ones their length, their first rows and a digest over all. */
export async function answersOf(repository) {
  const answers = {};
  for (const [when, window] of Object.entries(WINDOWS)) {
    for (const [which, filter] of Object.entries(FILTERS))
      for (const order of ['asc', 'desc'])
        answers[`passings ${when} ${which} ${order}`] = shortened(
          await everyPage(repository, { window, order, ...filter }),
        );
    for (const gapUs of [undefined, MINUTE_US])
      answers[`sessions ${when} ${gapUs ?? 'whole'}`] = shortened(
        (await repository.sessions({ window, limit: 10_000, ...(gapUs === undefined ? {} : { gapUs }) }))
          .sessions,
      );
    answers[`active ${when}`] = await repository.countActive(window);
    answers[`units ${when}`] = await repository.countUnits(window);
  }
  for (const decoderId of DECODERS) await addOfDecoder(repository, decoderId, answers);
  answers['highest numbers'] = [...(await repository.highestNumbers())];
  answers['newest receipt'] = await repository.newestReceiptMs();
  for (const days of [0, 1, 9])
    answers[`aged ${days}`] = await repository.agedBefore(START_US + days * DAY_US + 60 * MINUTE_US);
  return JSON.parse(JSON.stringify(answers));
}

async function everyPage(repository, query) {
  const passings = [];
  for (let after; ;) {
    const page = await repository.find({ ...query, limit: PAGE, ...(after === undefined ? {} : { after }) });
    passings.push(...page.passings());
    if (page.next === undefined) return passings;
    after = page.next;
  }
}

async function addOfDecoder(repository, decoderId, answers) {
  const asked = { decoderId, fromNumber: 1, untilNumber: 20_000, askedAtMs: 2 ** 42 };
  answers[`numbers ${decoderId}`] = shortened([...(await repository.keptNumbers(asked))]);
  const passings = await everyPage(repository, { window: ALL, order: 'asc', decoderId });
  const identities = passings
    .filter(({ passingNumber }) => passingNumber !== null)
    .map(({ passingNumber, rtcTimeUs }) => ({ number: passingNumber, rtcTimeUs }));
  answers[`among ${decoderId}`] = shortened([...(await repository.keptAmong(decoderId, identities))]);
  const kept = await repository.ledger(decoderId);
  answers[`ledger ${decoderId}`] =
    kept === undefined ? null : { ...kept, ledger: { ...kept.ledger, missing: [...kept.ledger.missing] } };
}

function shortened(rows) {
  const digest = createHash('sha256').update(JSON.stringify(rows)).digest('base64url');
  return { count: rows.length, first: rows.slice(0, 2), digest };
}
