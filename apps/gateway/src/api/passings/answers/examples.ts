/** Bodies to try, the first one right away; the windows are those of the source document. */
export const passingsExamples = {
  newest: { summary: 'The newest ten', value: { limit: 10 } },
  window: {
    summary: 'One transponder in a window',
    value: {
      start_time_ms: 1_707_847_920_000,
      end_time_ms: 1_707_934_320_000,
      transponder_id: '12345678',
      limit: 100,
    },
  },
  replay: { summary: 'From the oldest on', value: { order: 'asc', limit: 1000 } },
};

export const sessionsExamples = {
  day: { summary: 'The last 24 hours', value: { hours: 24 } },
  split: { summary: 'Split where a rider rested for half an hour', value: { hours: 24, gap_minutes: 30 } },
  window: {
    summary: 'A window',
    value: { start_time_ms: 1_707_847_920_000, end_time_ms: 1_707_934_320_000, hours: 24 },
  },
};
