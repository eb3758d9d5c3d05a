import { SEGMENT_BYTES, SLOT_BYTES } from './chunk-record.js';

// Parts of the scripts that write chunks. KEYS and the first two ARGV are those of store-script.ts.

/** Ends the script where the dictionaries are of another version than the numbers of the caller. */
export const BEGIN = `
local prefix, meta = ARGV[1], cjson.decode(ARGV[2])
local CHUNK_US, DAY_CHUNKS, SLOT, SEGMENT, DOUBTFUL = 600000000, 144, ${SLOT_BYTES}, ${SEGMENT_BYTES}, 32
local segments = prefix .. 'segments'

if (redis.call('GET', KEYS[8]) or '') ~= meta.version then return {0} end

-- Few calls with many fields: each call costs more than its fields do.
local function fieldsOf(key, fields)
  return #fields == 0 and {} or redis.call('HMGET', key, unpack(fields))
end
`;

/** Takes the new names of the dictionaries. */
export const KEEP_NAMES = `
local function keepNames(namesKey, numbersKey, added)
  if #added == 0 then return end
  redis.call('HSET', namesKey, unpack(added))
  local turned = {}
  for i = 1, #added, 2 do turned[i], turned[i + 1] = added[i + 1], added[i] end
  redis.call('HSET', numbersKey, unpack(turned))
end

if meta.added then
  redis.call('SET', KEYS[8], meta.added.version)
  keepNames(KEYS[4], KEYS[3], meta.added.sources)
  keepNames(KEYS[6], KEYS[5], meta.added.transponders)
end
`;

/** Finds records of a chunk. */
export const FIND_RECORDS = `
local function segmentKey(chunk, segment)
  return prefix .. 'chunk:' .. chunk .. (segment > 0 and ':' .. segment or '')
end

local function lastSegment(chunk)
  return tonumber(redis.call('HGET', segments, chunk) or 0)
end

local kept = {}
local function recordsOf(chunk)
  if not kept[chunk] then
    kept[chunk] = {}
    for segment = 0, lastSegment(chunk) do
      kept[chunk][segment + 1] = redis.call('GET', segmentKey(chunk, segment)) or ''
    end
  end
  return kept[chunk]
end

-- The same RTC is the same passing, whether its offset was measured or taken from receipts.
local function isOfClock(one, other)
  return one == other or (one % 3 == 0 and other % 3 == 0)
end

local function holds(records, pattern, source, number, transponder, timeSource)
  local at = 1
  while true do
    at = string.find(records, pattern, at, true)
    if not at then return nil end
    if (at - 1) % SLOT == 0 and struct.unpack('<I2', records, at + 8) == source
      and isOfClock(string.byte(records, at + 27), timeSource)
      and (number > 0 or struct.unpack('<I3', records, at + 10) == transponder) then
      return at
    end
    at = at + 1
  end
end
`;

/** Adds records to a chunk, and gives where they are: their segment, and how many bytes of it lie before. */
export const APPEND_RECORDS = `
local function append(chunk, records)
  local segment, key = 0, segmentKey(chunk, 0)
  local size = redis.call('STRLEN', key)
  if size >= SEGMENT then
    segment = math.max(lastSegment(chunk), 1)
    key = segmentKey(chunk, segment)
    size = redis.call('STRLEN', key)
    if size >= SEGMENT then
      segment, size = segment + 1, 0
      key = segmentKey(chunk, segment)
    end
  end
  redis.call('SETRANGE', key, size, records)
  if size == 0 then
    if segment > 0 then redis.call('HSET', segments, chunk, segment) else redis.call('ZADD', KEYS[2], chunk, chunk) end
  end
  return segment, size
end
`;
