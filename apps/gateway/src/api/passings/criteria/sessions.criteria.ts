import { BooleanField, IntegerField, MillisecondsField } from '../../../platform/validation/fields.js';
import { CursorField, LARGEST_LIMIT, LimitField, TransponderField } from './common.js';
import type { SessionsCursor } from './cursor.js';

/** Large, because a caller that knows of no limit has to get all riders. */
export const DEFAULT_SESSIONS = LARGEST_LIMIT;

/** Criteria of `POST /transponders/sessions` and `GET /transponders/sessions`. */
export class SessionsCriteria {
  @MillisecondsField({ description: 'Beginning of the window; without it `hours` before its end.' })
  start_time_ms?: number;

  @MillisecondsField({ description: 'End of the window; without it now.' })
  end_time_ms?: number;

  @IntegerField({
    min: 1,
    max: 8760,
    description:
      'Length of the window, 24 without it. With `start_time_ms` only where both ends are given and it is their distance.',
  })
  hours?: number;

  @IntegerField({
    min: 1,
    max: 1440,
    description: "Splits a transponder's row wherever it was silent for more than this many minutes.",
  })
  gap_minutes?: number;

  @TransponderField()
  transponder_id?: string;

  @BooleanField({
    default: false,
    description:
      'Inputs of the decoder (photocells, gates, switches: 9990 to 9999) as well, which are no riders. One that ' +
      '`transponder_id` names is there in any case.',
  })
  inputs?: boolean;

  @LimitField(DEFAULT_SESSIONS)
  limit?: number;

  @CursorField()
  cursor?: string;
}

/** Sessions of a window, from the beginning or behind those of an earlier page. */
export type AskedSessions = Omit<SessionsCursor, 'after'> &
  Partial<SessionsCursor> & { readonly limit: number };

/** Bodies to try, the first one right away; the window is that of the source document. */
export const sessionsExamples = {
  day: { summary: 'The last 24 hours', value: { hours: 24 } },
  split: { summary: 'Split where a rider rested for half an hour', value: { hours: 24, gap_minutes: 30 } },
  window: {
    summary: 'A window',
    value: { start_time_ms: 1_707_847_920_000, end_time_ms: 1_707_934_320_000, hours: 24 },
  },
};
