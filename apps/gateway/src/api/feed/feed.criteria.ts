import { DecoderField, LimitField, LoopField, TransponderField } from '../passings/criteria/common.js';
import { IntegerField, TextField } from '../../platform/validation/fields.js';

export const DEFAULT_LIMIT = 1000;
export const MOST_WAIT_S = 30;

/** Stands for the cursor of what is stored from now on. */
export const NOW = 'now';

const AfterField = (without: string): PropertyDecorator =>
  TextField({
    pattern: /^(now|[A-Za-z0-9_-]+[.][0-9]+)$/,
    maxLength: 128,
    expected: 'a cursor of the feed, as it came, or now',
    description: `Goes on behind this cursor, as it came; \`now\` stands for what is stored from now on. ${without}`,
  });

/** Filters of the feed: what does not match is left out, and the cursor goes past it. */
export class FeedFilterCriteria {
  @TransponderField()
  transponder_id?: string;

  @DecoderField()
  decoder_id?: string;

  @LoopField()
  loop_id?: number;
}

/** Criteria of `GET /passings/feed`. */
export class FeedCriteria extends FeedFilterCriteria {
  @AfterField('Without it from the oldest passing that is kept.')
  after?: string;

  @LimitField(DEFAULT_LIMIT)
  limit?: number;

  @IntegerField({
    min: 0,
    max: MOST_WAIT_S,
    default: 0,
    description: 'Where nothing is new, the answer waits so many seconds for the next passing.',
  })
  wait_s?: number;
}

/** Criteria of `GET /passings/stream`. */
export class StreamCriteria extends FeedFilterCriteria {
  @AfterField('Without it, and without Last-Event-ID, from now on.')
  after?: string;
}
