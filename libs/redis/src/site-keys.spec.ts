import { SiteKeys } from './site-keys.js';

it('keys are spelled as people know them, under one hash tag', () => {
  const keys = new SiteKeys('club');
  expect(keys).toMatchObject({
    prefix: 'cl:{club}:',
    ledger: 'cl:{club}:ledger',
    ledgers: 'cl:{club}:ledgers',
    chunks: 'cl:{club}:chunks',
    dictionaries: 'cl:{club}:dictionaries',
    clockOffsets: 'cl:{club}:clock-offsets',
    segments: 'cl:{club}:segments',
    retention: 'cl:{club}:retention',
  });
  expect([
    keys.chunk(7),
    keys.chunk(7, 0),
    keys.chunk(7, 2),
    keys.summaries(7),
    keys.formerDigest(7),
    keys.numbersOf('sources'),
    keys.namesOf('transponders'),
  ]).toEqual([
    'cl:{club}:chunk:7',
    'cl:{club}:chunk:7',
    'cl:{club}:chunk:7:2',
    'cl:{club}:summaries:7',
    'cl:{club}:digest:7',
    'cl:{club}:sources',
    'cl:{club}:transponders:names',
  ]);
});
