import type { TimeWindow } from '#passings';
import { isLongCount } from '../long/is-long.js';
import { query } from './query.js';

/** Counts the distinct transponders with a passing in the window, inputs not counted. */
export const activeQuery = query<TimeWindow, number>({
  isLong: isLongCount,
  read: (store, window) => store.countActive(window),
});
