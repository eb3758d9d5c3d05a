import { ChoiceField, IntegerField, MillisecondsField, TextField } from '../../validation/fields.js';
import { CursorField, LimitField, TransponderField } from './common.js';

export const DEFAULT_LIMIT = 100;

/** What `POST /passings` and `GET /passings` take. */
export class PassingsCriteria {
  @MillisecondsField({ description: 'Beginning of the window; without it 24 hours before its end.' })
  start_time_ms?: number;

  @MillisecondsField({ description: 'End of the window; without it now.' })
  end_time_ms?: number;

  @TransponderField()
  transponder_id?: string;

  @TextField({
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    maxLength: 64,
    expected: 'the name of a decoder: letters, digits, _ . -',
    description: 'Only passings of this decoder.',
  })
  decoder_id?: string;

  @IntegerField({ min: 0, max: 65_535, description: 'Only passings of this loop.' })
  loop_id?: number;

  @ChoiceField({ choices: ['desc', 'asc'], default: 'desc', description: 'Newest first, or oldest first.' })
  order?: 'desc' | 'asc';

  @LimitField(DEFAULT_LIMIT)
  limit?: number;

  @CursorField()
  cursor?: string;
}
