import { isByRtc } from '../domain/passing.js';
import { TIME_SOURCES } from '../domain/passing-columns.js';
import { type Fields, structFormat } from './record-fields.js';
import {
  CHUNK_US,
  DAY_CHUNKS,
  EXTENSION_MARK,
  FEED_RUN,
  FEED_RUN_BYTES,
  FORMAT,
  FORMAT_BYTES,
  FORMAT_MARK,
  FORMAT_SLOT,
  MARKS,
  RECORD,
  SEGMENT_BYTES,
  SLOT_BYTES,
  SUMMARY,
  SUMMARY_BYTES,
} from './record-layout.js';

/** Value of a Lua local; a set of numbers becomes a table with these keys. */
export type LuaValue = number | string | ReadonlySet<number>;

/**
 * Layout of records for the scripts of Redis. `scripts/lua.mjs` puts the values that a script names in front of it,
 * each as a local. `X_AT` is the offset of field X, and `X` alone its format.
 */
export const LUA_LAYOUT: Readonly<Record<string, LuaValue>> = {
  CHUNK_US,
  DAY_CHUNKS,
  SLOT_BYTES,
  SEGMENT_BYTES,
  SUMMARY_BYTES,
  EXTENSION_MARK,
  FORMAT,
  FORMAT_BYTES,
  FORMAT_MARK,
  FORMAT_SLOT: structFormat(FORMAT_SLOT, 'mark', 'format', 'leads', 'base'),
  FORMAT_BASE_AT: FORMAT_SLOT.base.at,
  FORMAT_BASE: structFormat(FORMAT_SLOT, 'base'),
  FEED_RUN: structFormat(FEED_RUN, 'first', 'chunk', 'segment', 'slot', 'count'),
  FEED_RUN_BYTES,
  NUMBER_IS_DOUBTFUL: MARKS.isNumberDoubtful,
  HAS_EXTENSION: MARKS.hasExtension,
  BY_RTC: new Set(TIME_SOURCES.flatMap((timeSource, at) => (isByRtc({ timeSource }) ? [at] : []))),
  ...named('RECORD', RECORD),
  ...named('SUMMARY', SUMMARY),
  RECORD_IDENTITY: structFormat(RECORD, 'timeInChunkUs', 'passingNumber'),
  RECORD_NAMES: structFormat(RECORD, 'source', 'transponder'),
  RECORD_HEAD: structFormat(RECORD, 'timeInChunkUs', 'passingNumber', 'source', 'transponder'),
  SUMMARY: structFormat(SUMMARY, 'transponder', 'firstUs', 'lastUs', 'count'),
};

function named<Name extends string>(table: string, fields: Fields<Name>): Record<string, LuaValue> {
  const constants: Record<string, LuaValue> = {};
  for (const name of Object.keys(fields) as Name[]) {
    const constant = `${table}_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
    constants[`${constant}_AT`] = fields[name].at;
    constants[constant] = structFormat(fields, name);
  }
  return constants;
}
