import {
  BooleanField,
  ChoiceField,
  MillisecondsField,
  TextField,
} from '../../../platform/validation/fields.js';
import { CursorField, DecoderField, LimitField, LoopField, TransponderField } from './common.js';
import { isTimeZone, zoneExpected } from './time-zone.js';

export const DEFAULT_LIMIT = 100;

/** Criteria of `POST /passings` and `GET /passings`. */
export class PassingsCriteria {
  @MillisecondsField({ description: 'Beginning of the window; without it 24 hours before its end.' })
  start_time_ms?: number;

  @MillisecondsField({ description: 'End of the window; without it now.' })
  end_time_ms?: number;

  @TransponderField()
  transponder_id?: string;

  @DecoderField()
  decoder_id?: string;

  @LoopField()
  loop_id?: number;

  @ChoiceField({ choices: ['desc', 'asc'], default: 'desc', description: 'Newest first, or oldest first.' })
  order?: 'desc' | 'asc';

  @LimitField(DEFAULT_LIMIT)
  limit?: number;

  @CursorField()
  cursor?: string;
}

/** Criteria of `GET /passings`, with those of a CSV. */
export class ListedPassingsCriteria extends PassingsCriteria {
  @TextField({
    pattern: /^[A-Za-z][A-Za-z0-9_+/-]*$/,
    maxLength: 64,
    expected: zoneExpected,
    except: (name) => !isTimeZone(name),
    description:
      'Only for CSV: a time zone by its IANA name (`Europe/Amsterdam`), whose times are in a column `local_time`, each with its offset.',
  })
  tz?: string;

  @BooleanField({
    description: 'Only for CSV: it begins with a byte order mark, by which Excel knows UTF-8.',
  })
  bom?: boolean;
}

/** Bodies to try, the first one right away; the window is that of the source document. */
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
