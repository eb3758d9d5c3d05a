import { EXTENSION_MARK, SEGMENT_BYTES, SLOT_BYTES } from './record-layout.js';

/** As far behind the record that was found last the next one is looked for first. */
const NEAR_BYTES = 64 * SLOT_BYTES;
/** Searches of a whole chunk; to read the time of each of its records takes as long as some 20. */
const MOST_IN_VAIN = 4;

// Parts of the scripts that write chunks. KEYS and the first two ARGV are those of store-script.ts.

/** Ends the script where the dictionaries are of another version than the numbers of the caller. */
export const BEGIN = `
local prefix, meta = ARGV[1], cjson.decode(ARGV[2])
local CHUNK_US, DAY_CHUNKS, SLOT, SEGMENT = 600000000, 144, ${SLOT_BYTES}, ${SEGMENT_BYTES}
local DOUBTFUL, EXTENSION = 32, ${EXTENSION_MARK}
local segments, digests = KEYS[9], KEYS[10]

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

/**
 * Looks at the chunks before anything is written. Keys of chunks come from KEYS alone; the caller said which there are, and
 * where that is not true (any more) it is told so: {3} to look again, {4, chunk} where the list of chunks names one whose
 * records are not there.
 */
export const LOOK_AT_CHUNKS = `
local declared = {}
for i = 11, #KEYS do declared[string.sub(KEYS[i], #prefix + 1)] = KEYS[i] end
local function chunkKey(name)
  return declared[name] or error('key not declared: ' .. name)
end

local function segmentKey(chunk, segment)
  return chunkKey('chunk:' .. chunk .. (segment > 0 and ':' .. segment or ''))
end

local function isListed(chunk)
  return redis.call('ZSCORE', KEYS[2], chunk) ~= false
end

-- The last segment of each chunk that may be read as a whole, -1 where there is no such chunk.
local lastSegment = {}
local function lookToRead(chunk, last)
  local is = isListed(chunk) and tonumber(redis.call('HGET', segments, chunk) or 0) or -1
  if is ~= last then return {3} end
  for segment = 0, last do
    if redis.call('STRLEN', segmentKey(chunk, segment)) == 0 then return {4, tonumber(chunk)} end
  end
  lastSegment[tonumber(chunk)] = last
end

-- Where records are added: a segment, and how many bytes of it lie before. One that has room is the last.
local ends = {}
local function lookToAppend(chunk, segment)
  local size = redis.call('STRLEN', segmentKey(chunk, segment))
  if size >= SEGMENT then return {3} end
  if size == 0 and segment == 0 and isListed(chunk) then return {4, tonumber(chunk)} end
  if size == 0 and segment > 0 then
    local last = tonumber(redis.call('HGET', segments, chunk) or 0)
    if last >= segment then return {4, tonumber(chunk)} end
    if last < segment - 1 or not isListed(chunk) then return {3} end
    local before = declared['chunk:' .. chunk .. (segment > 1 and ':' .. (segment - 1) or '')]
    if not before or redis.call('STRLEN', before) < SEGMENT then return {3} end
  end
  ends[tonumber(chunk)] = {segment, size}
end
`;

/** Reads records of chunks that were looked at. */
export const READ_RECORDS = `
local kept = {}
local function segmentOf(chunk, segment)
  if not kept[chunk] then kept[chunk] = {} end
  local records = kept[chunk][segment + 1] or redis.call('GET', segmentKey(chunk, segment))
  kept[chunk][segment + 1] = records
  return records
end

local function recordsOf(chunk)
  for segment = 0, lastSegment[chunk] do segmentOf(chunk, segment) end
  return kept[chunk] or {}
end

-- The same RTC is the same passing, whether its offset was measured or taken from receipts.
local function isOfClock(one, other)
  return one == other or (one % 3 == 0 and other % 3 == 0)
end
`;

/** Finds a record of a chunk, and gives its segment and where it begins there. */
export const FIND_RECORDS = `
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

-- Behind the record that was found last in a chunk. Repeats come in the order in which they were kept, newest or all of an
-- outage: so each is the next one, and the chunk is not searched through for it.
local behind = {}
local function findNear(chunk, ...)
  if not behind[chunk] then return nil end
  local segment, from = unpack(behind[chunk])
  local records = segmentOf(chunk, segment)
  if from > #records and segment < lastSegment[chunk] then
    segment, from = segment + 1, 1
    records = segmentOf(chunk, segment)
  end
  local at = holds(string.sub(records, from, from + ${NEAR_BYTES - 1}), ...)
  if at then return segment, from - 1 + at end
end

-- From the first to the last time in each segment of a chunk. A record that is not kept is looked for in all of them, and what
-- comes after an outage is not kept: so after some in vain the times are read, and of most segments it is known that they
-- cannot have it.
local vain, ranges = {}, {}

local function rangesOf(chunk)
  local found = {}
  for i, records in ipairs(recordsOf(chunk)) do
    local first, last = EXTENSION, -1
    for from = 1, #records, SLOT do
      local time = struct.unpack('<I4', records, from)
      if time < EXTENSION then
        if time < first then first = time end
        if time > last then last = time end
      end
    end
    found[i] = {first, last}
  end
  return found
end

local function findInAll(chunk, time, ...)
  if not ranges[chunk] and (vain[chunk] or 0) >= ${MOST_IN_VAIN} then ranges[chunk] = rangesOf(chunk) end
  local known = ranges[chunk]
  for segment = lastSegment[chunk], 0, -1 do
    if not known or (known[segment + 1][1] <= time and time <= known[segment + 1][2]) then
      local at = holds(segmentOf(chunk, segment), ...)
      if at then return segment, at end
    end
  end
  vain[chunk] = (vain[chunk] or 0) + 1
end

local function findRecord(chunk, time, ...)
  local segment, at = findNear(chunk, ...)
  if not at then segment, at = findInAll(chunk, time, ...) end
  if at then behind[chunk] = {segment, at + SLOT} end
  return segment, at
end

-- Records were added to it.
local function forgetRecords(chunk)
  kept[chunk], vain[chunk], ranges[chunk] = nil, nil, nil
end
`;

/** Adds records to a chunk, and gives where they are: their segment, and how many bytes of it lie before. */
export const APPEND_RECORDS = `
local function append(chunk, records)
  local segment, size = unpack(ends[chunk])
  redis.call('SETRANGE', segmentKey(chunk, segment), size, records)
  if size == 0 then
    if segment > 0 then
      redis.call('HSET', segments, chunk, segment)
    else
      redis.call('ZADD', KEYS[2], chunk, chunk)
      redis.call('HSETNX', segments, 'begun', 1)
      redis.call('HSETNX', digests, 'begun', 1)
    end
    if lastSegment[chunk] then lastSegment[chunk] = segment end
  end
  ends[chunk][2] = size + #records
  return segment, size
end

local function dropDigest(chunk)
  redis.call('HDEL', digests, math.floor(chunk / DAY_CHUNKS))
end
`;
