import type { History, Step } from './numbering-history.js';

const GOOD = { unknownQuestions: [], sessionCountsFromZero: false, keptPassings: 200_000 } as const;
const TOP = 4_294_967_290;

/** A power cycle with loss of the memory. */
function offAndOn(startNumber: number | undefined, link: 'cut' | 'kept'): Step {
  return { what: 'power_cycle', startNumber, keepsMemory: false, session: 'new', clock: 'kept', link };
}

/** Histories in which the gateway was wrong once, by their subject. */
export const FOUND: readonly (readonly [string, History])[] = [
  [
    'the newest that is kept came since the decoder was out of sight',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'silent_at_question', after: 1, count: 1 },
        offAndOn(5, 'cut'),
        { what: 'connect' },
        offAndOn(1, 'cut'),
        { what: 'ride', count: 1 },
        { what: 'connect' },
        { what: 'lose_answer' },
        { what: 'ride', count: 1 },
        { what: 'ride', count: 3 },
      ],
    },
  ],
  [
    'holes are filled late by a decoder that counts by 2',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 2 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'connect' },
        { what: 'silent_at_question', after: 6, count: 3 },
        { what: 'ride', count: 3 },
        { what: 'ride', count: 1 },
        { what: 'kill_gateway' },
        { what: 'ride', count: 3 },
        { what: 'connect' },
        { what: 'connect' },
        { what: 'ride', count: 1 },
      ],
    },
  ],
  [
    'what came on an earlier link is of a numbering that ended since',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'silent_at_question', after: 2, count: 2 },
        { what: 'power_cycle_at_store', after: 2, count: 1 },
        { what: 'ride', count: 3 },
        { what: 'connect' },
        { what: 'power_cycle_at_store', after: 0, count: 3 },
        { what: 'ride', count: 3 },
      ],
    },
  ],
  [
    'holes are filled late, and nothing was counted before',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'connect' },
        { what: 'silent_at_question', after: 1, count: 2 },
        { what: 'hold_back', count: 1 },
        { what: 'cut' },
        { what: 'ride', count: 2 },
        { what: 'connect' },
        { what: 'cut' },
        { what: 'cut_at_question', after: 0 },
      ],
    },
  ],
  [
    'the numbers go over the highest behind a memory that was cleared',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: TOP, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'connect' },
        { what: 'ride', count: 1 },
        { what: 'clear_memory' },
        { what: 'connect' },
        { what: 'power_cycle_at_store', after: 0, count: 1 },
        { what: 'hold_back', count: 6 },
      ],
    },
  ],
  [
    'a session ends above the highest number, and nothing is sent again',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: TOP, numberStep: 1 }, resend: 'refused', seed: 0 },
      steps: [
        { what: 'connect' },
        { what: 'hold_back', count: 1 },
        { what: 'hold_back', count: 6 },
        { what: 'cut' },
        {
          what: 'power_cycle',
          startNumber: undefined,
          keepsMemory: true,
          session: 'new',
          clock: 'kept',
          link: 'cut',
        },
        { what: 'power_cycle_at_store', after: 0, count: 1 },
      ],
    },
  ],
  [
    'the numbers go by 2 over the highest, and 0 is held back',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: TOP, numberStep: 2, unknownQuestions: ['SESSION'] },
        resend: 'honoured',
        seed: 0,
      },
      steps: [
        { what: 'connect' },
        { what: 'hold_back', count: 1 },
        { what: 'ride', count: 1 },
        { what: 'hold_back', count: 2 },
      ],
    },
  ],
  [
    'what it had at the first contact is not sent, and is another passing at the next one',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'power_cycle_at_store', after: 2, count: 1 },
        { what: 'silent_at_question', after: 1, count: 1 },
        { what: 'ride', count: 1 },
        { what: 'connect' },
        { what: 'connect' },
        { what: 'ride', count: 1 },
        { what: 'cut' },
        { what: 'kill_gateway' },
      ],
    },
  ],
  [
    'the newest that is kept fell out of a full memory, and what it has was missing already',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: 1, numberStep: 1, keptPassings: 15 },
        resend: 'honoured',
        seed: 0,
      },
      steps: [
        { what: 'ride', count: 1 },
        { what: 'connect' },
        { what: 'kill_gateway' },
        { what: 'ride', count: 3 },
        { what: 'cut_at_question', after: 5 },
        { what: 'ride', count: 12 },
        { what: 'connect' },
        { what: 'hold_back', count: 1 },
      ],
    },
  ],
  [
    'a new numbering was begun by the word of a SESSION that counts something else',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: 711_875, numberStep: 1, sessionCountsFromZero: true },
        resend: 'honoured',
        seed: 0,
      },
      steps: [
        { what: 'cross_at_question', after: 0, isBehindAnswer: false },
        { what: 'connect' },
        offAndOn(undefined, 'cut'),
        { what: 'ride', count: 1 },
        { what: 'silent_at_question', after: 1, count: 2 },
        { what: 'connect' },
        { what: 'power_cycle_at_store', after: 0, count: 1 },
        { what: 'ride', count: 3 },
        { what: 'cut' },
      ],
    },
  ],
  [
    'the last of a numbering is stored when the decoder has another one of its number',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: 5, numberStep: 1, keptPassings: 15 },
        resend: 'honoured',
        seed: 0,
      },
      steps: [
        { what: 'silent_at_question', after: 0, count: 3 },
        { what: 'cross_at_question', after: 3, isBehindAnswer: false },
        { what: 'connect' },
        { what: 'connect' },
        { what: 'hold_back', count: 6 },
        { what: 'ride', count: 4 },
        { what: 'power_cycle_at_store', after: 2, count: 29 },
        { what: 'check' },
      ],
    },
  ],
  [
    'the first of a new numbering is what it is known by, and nothing was counted before',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        offAndOn(5, 'cut'),
        { what: 'connect' },
        { what: 'silent_at_question', after: 1, count: 1 },
        { what: 'cut_at_question', after: 1 },
        offAndOn(1, 'kept'),
        { what: 'ride', count: 1 },
        { what: 'ride', count: 1 },
        { what: 'connect' },
        { what: 'ride', count: 3 },
        { what: 'ride', count: 1 },
      ],
    },
  ],
  [
    'the first of a new numbering fills a hole of the old one',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 2 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'silent_at_question', after: 1, count: 3 },
        { what: 'connect' },
        { what: 'hold_back', count: 1 },
        { what: 'ride', count: 1 },
        { what: 'ride', count: 8 },
        { what: 'ride', count: 5 },
        offAndOn(1, 'kept'),
        { what: 'hold_back', count: 8 },
        { what: 'cut_at_question', after: 0 },
        { what: 'hold_back', count: 1 },
      ],
    },
  ],
  [
    'what it has at the first contact is sent in another order',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: 1, numberStep: 1, keptPassings: 15 },
        resend: 'out_of_order',
        seed: 0,
      },
      steps: [
        { what: 'hold_back', count: 2 },
        { what: 'connect' },
        { what: 'cut' },
        { what: 'hold_back', count: 6 },
        { what: 'ride', count: 8 },
        { what: 'cut' },
      ],
    },
  ],
  [
    'a passing that came by itself is the one that was asked for, and nothing is sent again',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: 1, numberStep: 1 },
        resend: 'acknowledged_only',
        seed: 0,
      },
      steps: [
        { what: 'connect' },
        { what: 'ride', count: 10 },
        offAndOn(5, 'cut'),
        { what: 'cross_at_question', after: 3, isBehindAnswer: false },
        { what: 'silent_at_question', after: 0, count: 2 },
        { what: 'ride', count: 1 },
        { what: 'hold_back', count: 4 },
        { what: 'connect' },
        { what: 'connect' },
      ],
    },
  ],
  [
    'one that came since nothing is proven is another one on the decoder now',
    {
      backfill: 'none',
      options: {
        decoder: {
          ...GOOD,
          startNumber: 1,
          numberStep: 1,
          unknownQuestions: ['SESSION'],
          keptPassings: 15,
        },
        resend: 'honoured',
        seed: 0,
      },
      steps: [
        { what: 'connect' },
        { what: 'ride', count: 1 },
        offAndOn(undefined, 'cut'),
        { what: 'connect' },
        { what: 'ride', count: 1 },
        offAndOn(1, 'cut'),
        { what: 'kill_gateway' },
        { what: 'hold_back', count: 6 },
        { what: 'ride', count: 10 },
      ],
    },
  ],
  [
    'the numbers go by 2 over the highest behind a memory that was cleared',
    {
      backfill: 'none',
      options: {
        decoder: { ...GOOD, startNumber: TOP, numberStep: 2, unknownQuestions: ['SESSION'] },
        resend: 'honoured',
        seed: 0,
      },
      steps: [
        { what: 'connect' },
        { what: 'ride', count: 1 },
        { what: 'clear_memory' },
        { what: 'connect' },
        { what: 'hold_back', count: 3 },
      ],
    },
  ],
  [
    'the first of a numbering is stored when the next numbering has one too',
    {
      backfill: 'none',
      options: { decoder: { ...GOOD, startNumber: 1, numberStep: 1 }, resend: 'honoured', seed: 0 },
      steps: [
        { what: 'connect' },
        { what: 'silent_at_question', after: 3, count: 2 },
        { what: 'cross_at_question', after: 5, isBehindAnswer: false },
        { what: 'ride', count: 1 },
        { what: 'power_cycle_at_store', after: 5, count: 1 },
        offAndOn(1, 'cut'),
        { what: 'connect' },
      ],
    },
  ],
];
