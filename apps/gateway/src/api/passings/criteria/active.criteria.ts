import { IntegerField } from '../../../platform/validation/fields.js';

export const DEFAULT_MINUTES = 10;

/** Criteria of `GET /transponders/active`. */
export class ActiveCriteria {
  @IntegerField({ min: 1, max: 1440, default: DEFAULT_MINUTES, description: 'Time window in minutes.' })
  minutes?: number;
}
