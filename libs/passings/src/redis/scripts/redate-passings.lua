-- redatePassings: passings that are kept get another time, receipt or doubt, atomically. Each is the same passing
-- afterwards, once, in the chunk of its time.
--
-- KEYS  as storePassings has them, without holes: of each chunk its summaries, every segment, and the one that more goes into
-- ARGV  1 prefix of the site's keys
--       2 JSON {version, added: as storePassings has them,
--         from: [[chunk, time in it, number, source, transponder, time source], ...]: where they lie,
--         looked: as storePassings has it, of every chunk; into: [[chunk, the segment that more goes into], ...]}
--       3.. pairs, in the same order: chunk, record as record-layout.ts has it
-- Reply {1, how many were found and dated anew}, or as storePassings {0} where the dictionaries are of another version,
--       {3}, {4, chunk}, {6, chunk, format} and {8}
--
-- An empty slot is left at the former place of a passing, and its new place has the next sequence number. Readers remember a
-- chunk by its last record and its offset: each segment of a changed chunk gets one empty slot more, a lead behind the
-- slot of its format, so that they read it anew.
--
-- The last write to each key sets all of it: the end of this script may be applied twice.

-- include parts/begin.lua

local NOTHING = struct.pack(RECORD_TIME_IN_CHUNK_US, EXTENSION_MARK) .. string.rep('\0', SLOT_BYTES - RECORD_PASSING_NUMBER_AT)

-- include parts/formats.lua
-- include parts/look-at-chunks.lua
-- include parts/follow.lua

local unopened = lookAtFeed()
if unopened then return unopened end

for _, looked in ipairs(meta.looked) do
  local otherwise = lookToRead(looked[1], looked[2])
  if otherwise then return otherwise end
end
for _, into in ipairs(meta.into) do
  local otherwise = lookToAppend(into[1], into[2])
  if otherwise then return otherwise end
end

-- include parts/keep-names.lua
-- include parts/read-records.lua
-- include parts/append-records.lua

local changed, redated = {}, 0
local function note(chunk, transponder)
  if not changed[chunk] then changed[chunk] = {} end
  if transponder > 0 then changed[chunk][transponder] = true end
end

-- Records by their time and number: a search for each one would go through all of a chunk each time.
local indexes = {}
local function remember(index, segment, at, slot)
  local key = string.sub(slot, 1, struct.size(RECORD_IDENTITY))
  if not index[key] then index[key] = {} end
  table.insert(index[key], {segment, at, slot})
end

local function indexOf(chunk)
  if not indexes[chunk] then
    indexes[chunk] = {}
    for segment, records in ipairs(recordsOf(chunk)) do
      for at = 0, #records - SLOT_BYTES, SLOT_BYTES do
        if struct.unpack(RECORD_TIME_IN_CHUNK_US, records, at + 1) < EXTENSION_MARK then
          remember(indexes[chunk], segment - 1, at, string.sub(records, at + 1, at + SLOT_BYTES))
        end
      end
    end
  end
  return indexes[chunk]
end

local function find(chunk, time, number, source, transponder, timeSource)
  local there = indexOf(chunk)[struct.pack(RECORD_IDENTITY, time, number)] or {}
  for place, record in ipairs(there) do
    local itsSource, its = struct.unpack(RECORD_NAMES, record[3], 1 + RECORD_SOURCE_AT)
    if itsSource == source and isOfClock(string.byte(record[3], 1 + RECORD_TIME_SOURCE_AT), timeSource)
      and (number > 0 or its == transponder) then
      return there, place
    end
  end
end

local function takeAway(from)
  local there, place = find(unpack(from))
  if not there then return false end
  local segment, at = unpack(table.remove(there, place))
  redis.call('SETRANGE', segmentKey(from[1], segment), at, NOTHING)
  return true
end

-- A passing that was kept twice under two times, because the two could not be matched, is kept once from now on.
local function put(chunk, record)
  local time, number, source, transponder = struct.unpack(RECORD_HEAD, record)
  if find(chunk, time, number, source, transponder, string.byte(record, 1 + RECORD_TIME_SOURCE_AT)) then return end
  local segment, at = append(chunk, record)
  remember(indexOf(chunk), segment, at, string.sub(record, 1, SLOT_BYTES))
end

for i, from in ipairs(meta.from) do
  local chunk = tonumber(ARGV[1 + 2 * i])
  if takeAway(from) then
    put(chunk, ARGV[2 + 2 * i])
    note(from[1], from[5])
    note(chunk, from[5])
    redated = redated + 1
  end
end

local function summarize(chunk, transponders)
  local seen, isEmpty = {}, true
  for _, records in ipairs(recordsOf(chunk)) do
    for at = 1, #records, SLOT_BYTES do
      local time, _, _, transponder = struct.unpack(RECORD_HEAD, records, at)
      if time < CHUNK_US then
        isEmpty = false
        if transponders[transponder] then
          local mine = seen[transponder] or {time, time, 0}
          seen[transponder] = {math.min(mine[1], time), math.max(mine[2], time), mine[3] + 1}
        end
      end
    end
  end
  return seen, isEmpty
end

local function drop(chunk)
  for segment = 0, lastSegment[chunk] do redis.call('DEL', segmentKey(chunk, segment)) end
  redis.call('DEL', chunkKey('summaries:' .. chunk))
  redis.call('HDEL', segments, chunk)
  redis.call('ZREM', KEYS[2], chunk)
end

for chunk, transponders in pairs(changed) do
  dropDigest(chunk)
  kept[chunk] = nil
  local seen, isEmpty = summarize(chunk, transponders)
  if isEmpty then
    drop(chunk)
  else
    -- Set before deleted: the last field that is deleted takes the hash with it.
    local key = chunkKey('summaries:' .. chunk)
    for transponder, mine in pairs(seen) do
      redis.call('HSET', key, transponder, struct.pack(SUMMARY, transponder, unpack(mine)))
    end
    local gone = {}
    for transponder in pairs(transponders) do
      if not seen[transponder] then gone[#gone + 1] = transponder end
    end
    if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
    for index, records in ipairs(recordsOf(chunk)) do
      local format, shift, base = formatOf(records)
      if format > 1 then records = string.sub(records, SLOT_BYTES + 1) end
      local leads = format > 1 and shift or 1
      redis.call('SET', segmentKey(chunk, index - 1), beginning(leads, base) .. NOTHING .. records)
    end
  end
end
return {1, redated}
