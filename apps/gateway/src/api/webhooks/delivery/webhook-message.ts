import type { FeedRow } from '../../feed/feed-row.js';
import type { FeedNotice } from '../../feed/tail/feed-batches.js';

export const PASSINGS_TYPE = 'passings';
export const TEST_TYPE = 'test';

/** Returns the body of a delivery of passings: the rows of the feed as they are, and the cursor behind them. */
export function passingsBody(
  rows: readonly FeedRow[],
  until: string,
  notice: FeedNotice | null,
  nowMs: number,
): string {
  const data = JSON.stringify({
    count: rows.length,
    cursor: until,
    ...(notice === null ? {} : { [notice]: true }),
  });
  const texts = rows.map(({ json }) => json).join(',');
  return `${beginning(PASSINGS_TYPE, nowMs)}{"passings":[${texts}],${data.slice(1)}}`;
}

/** Returns the body of a delivery that only shows that deliveries arrive. */
export function testBody(nowMs: number): string {
  return `${beginning(TEST_TYPE, nowMs)}{}}`;
}

const beginning = (type: string, nowMs: number): string =>
  `{"type":"${type}","timestamp":"${new Date(nowMs).toISOString()}","data":`;
