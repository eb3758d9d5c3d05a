import { type AskedPage, readingOf } from '../../criteria/asked-passings.js';
import { writePassingsCursor } from '../../criteria/cursor.js';
import { inMicroseconds } from '../../criteria/window.js';
import { PageWriter } from '../../rows/page-writer.js';
import { isLongSearch } from '../long/is-long.js';
import { loadOfSearch } from '../long/read-load.js';
import { query } from './query.js';

const pages = new PageWriter();

/** A page of passings, as JSON. */
export const passingsQuery = query<AskedPage, Uint8Array>({
  isLong: isLongSearch,
  load: async (store, asked) => loadOfSearch(asked, await store.countUnits(inMicroseconds(asked))),
  read: async (store, asked) => {
    const page = await store.find({ ...readingOf(asked), limit: asked.limit });
    const { count, next } = page;
    const cursor = next === undefined ? undefined : writePassingsCursor({ ...asked, after: next });
    return pages.write(
      '{"success":true,"passings":[',
      page.columns(),
      count,
      `],"count":${count},"start_time_ms":${asked.startMs},"end_time_ms":${asked.endMs}` +
        `${cursor === undefined ? '' : `,"next_cursor":"${cursor}"`}}`,
    );
  },
});
