/** Layout of passings in Redis, for tests that look at their bytes. */
export { viewOf } from '../redis/chunk-record.js';
export { LUA_LAYOUT } from '../redis/lua-layout.js';
export { type Field, type Fields, readersOf, writersOf } from '../redis/record-fields.js';
export { FORMAT, FORMAT_SLOT, RECORD, SLOT_BYTES, SUMMARY, SUMMARY_BYTES } from '../redis/record-layout.js';
export { formatOf, formatSlot } from '../redis/segment-format.js';
export { packedRun } from '../redis/feed/feed-run.js';
