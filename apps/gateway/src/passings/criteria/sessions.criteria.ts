import { IntegerField } from '../../validation/fields.js';
import { CursorField, LimitField, MomentField, TransponderField } from './common.js';

/** What `POST /transponders/sessions` and `GET /transponders/sessions` take. */
export class SessionsCriteria {
  @MomentField('Beginning of the window; without it `hours` before its end.')
  start_time_ms?: number;

  @MomentField('End of the window; without it now.')
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

  @LimitField()
  limit?: number;

  @CursorField()
  cursor?: string;
}
