-- Finds a record of a chunk. Returns its segment and its offset there.

-- Distance behind the last record found within which the next one is looked for first.
local NEAR_BYTES = 64 * SLOT_BYTES
-- Searches of a whole chunk before times are read: reading the time of each record takes as long as some 20 searches.
local MOST_IN_VAIN = 4

local function holds(records, pattern, source, number, transponder, timeSource)
  local at = 1
  while true do
    at = string.find(records, pattern, at, true)
    if not at then return nil end
    if (at - 1) % SLOT_BYTES == 0 and struct.unpack(RECORD_SOURCE, records, at + RECORD_SOURCE_AT) == source
      and isOfClock(string.byte(records, at + RECORD_TIME_SOURCE_AT), timeSource)
      and (number > 0 or struct.unpack(RECORD_TRANSPONDER, records, at + RECORD_TRANSPONDER_AT) == transponder) then
      return at
    end
    at = at + 1
  end
end

-- Places behind the last record found, by chunk. Repeats come in the order in which they were kept, newest or all of an
-- outage: so each is the next one, and needs no search through the chunk.
local behind = {}
local function findNear(chunk, ...)
  if not behind[chunk] then return nil end
  local segment, from = unpack(behind[chunk])
  local records = segmentOf(chunk, segment)
  if from > #records and segment < lastSegment[chunk] then
    segment, from = segment + 1, 1
    records = segmentOf(chunk, segment)
  end
  local at = holds(string.sub(records, from, from + NEAR_BYTES - 1), ...)
  if at then return segment, from - 1 + at end
end

-- First and last time of each segment of a chunk. A record that is not kept is searched in all of them, which is so for
-- all records after an outage: after some searches in vain the times are read, which exclude most segments.
local vain, ranges = {}, {}

local function rangesOf(chunk)
  local found = {}
  for i, records in ipairs(recordsOf(chunk)) do
    local first, last = EXTENSION_MARK, -1
    for from = 1, #records, SLOT_BYTES do
      local time = struct.unpack(RECORD_TIME_IN_CHUNK_US, records, from)
      if time < EXTENSION_MARK then
        if time < first then first = time end
        if time > last then last = time end
      end
    end
    found[i] = {first, last}
  end
  return found
end

local function findInAll(chunk, time, ...)
  if not ranges[chunk] and (vain[chunk] or 0) >= MOST_IN_VAIN then ranges[chunk] = rangesOf(chunk) end
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
  if at then behind[chunk] = {segment, at + SLOT_BYTES} end
  return segment, at
end

-- Forgets a chunk that got records.
local function forgetRecords(chunk)
  kept[chunk], vain[chunk], ranges[chunk] = nil, nil, nil
end
