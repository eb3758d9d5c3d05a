// Made by `npm run lua` of redate-passings.lua, where its keys, arguments and reply are told.
export const REDATE_PASSINGS = `
local CHUNK_US, DAY_CHUNKS, SLOT_BYTES, SEGMENT_BYTES, EXTENSION_MARK, FORMAT, FORMAT_BYTES, FORMAT_MARK, FORMAT_SLOT, FORMAT_BASE_AT, FORMAT_BASE, FEED_RUN, FEED_RUN_BYTES, BY_RTC, RECORD_TIME_IN_CHUNK_US, RECORD_PASSING_NUMBER_AT, RECORD_SOURCE_AT, RECORD_TIME_SOURCE_AT, RECORD_IDENTITY, RECORD_NAMES, RECORD_HEAD, SUMMARY = 600000000, 144, 28, 114688, 2147483648, 3, 18, 3221225472, '<I4I4I4I6', 12, '<I6', '<I6I4I2I3I3', 18, {[0] = true, [3] = true}, '<I4', 4, 8, 27, '<I4I4', '<I2I3', '<I4I4I2I3', '<I4I4I4I4'
local prefix, meta = ARGV[1], cjson.decode(ARGV[2])
local segments, digests, feed, runs = KEYS[9], KEYS[10], KEYS[11], KEYS[12]
if (redis.call('GET', KEYS[8]) or '') ~= meta.version then return {0} end
local function fieldsOf(key, fields)
  return #fields == 0 and {} or redis.call('HMGET', key, unpack(fields))
end
local NOTHING = struct.pack(RECORD_TIME_IN_CHUNK_US, EXTENSION_MARK) .. string.rep('\\0', SLOT_BYTES - RECORD_PASSING_NUMBER_AT)
local function beginning(leads, base)
  return struct.pack(FORMAT_SLOT, FORMAT_MARK, FORMAT, leads, base) .. string.rep('\\0', SLOT_BYTES - FORMAT_BYTES)
end
local function formatOf(segment)
  local mark, format, leads, base = struct.unpack(FORMAT_SLOT, segment)
  if mark ~= FORMAT_MARK then return 1, 0, 0 end
  return format, 1 + leads, base
end
local declared = {}
for i = 13, #KEYS do declared[string.sub(KEYS[i], #prefix + 1)] = KEYS[i] end
local function chunkKey(name)
  return declared[name] or error('key not declared: ' .. name)
end
local function segmentKey(chunk, segment)
  return chunkKey('chunk:' .. chunk .. (segment > 0 and ':' .. segment or ''))
end
local function isListed(chunk)
  return redis.call('ZSCORE', KEYS[2], chunk) ~= false
end
local function cannotUse(chunk, key)
  local begin = redis.call('GETRANGE', key, 0, FORMAT_BYTES - 1)
  if #begin == 0 then return {4, tonumber(chunk)} end
  local format, shift, base = formatOf(begin)
  return format > FORMAT and {6, tonumber(chunk), format}, shift, base
end
local lastSegment = {}
local function lookToRead(chunk, last)
  local is = isListed(chunk) and tonumber(redis.call('HGET', segments, chunk) or 0) or -1
  if is ~= last then return {3} end
  for segment = 0, last do
    local otherwise = cannotUse(chunk, segmentKey(chunk, segment))
    if otherwise then return otherwise end
  end
  lastSegment[tonumber(chunk)] = last
end
local ends = {}
local function lookToAppend(chunk, segment)
  local key = segmentKey(chunk, segment)
  local size = redis.call('STRLEN', key)
  if size >= SEGMENT_BYTES then return {3} end
  if size == 0 and segment == 0 and isListed(chunk) then return {4, tonumber(chunk)} end
  if size == 0 and segment > 0 then
    local last = tonumber(redis.call('HGET', segments, chunk) or 0)
    if last >= segment then return {4, tonumber(chunk)} end
    if last < segment - 1 or not isListed(chunk) then return {3} end
    local before = declared['chunk:' .. chunk .. (segment > 1 and ':' .. (segment - 1) or '')]
    if not before or redis.call('STRLEN', before) < SEGMENT_BYTES then return {3} end
    key = before
  end
  local otherwise, shift, base
  if size + segment > 0 then otherwise, shift, base = cannotUse(chunk, key) end
  if otherwise then return otherwise end
  if size == 0 then shift, base = 0, 0 end
  ends[tonumber(chunk)] = {segment, size, shift, base}
end
local function historyHere()
  local told = redis.pcall('INFO', 'replication')
  return type(told) == 'string' and string.match(told, 'master_replid:(%w+)') or ''
end
local head
local function lookAtFeed()
  local found = redis.call('GET', feed)
  if not found or string.sub(found, FEED_RUN_BYTES + 1) ~= historyHere() then return {8} end
  head = {struct.unpack(FEED_RUN, found)}
  return false
end
local function follow(chunk, segment, slot, count)
  local first = head[1] + head[5]
  if chunk == head[2] and segment == head[3] and slot == head[4] + head[5] and head[5] > 0 then
    head[5] = head[5] + count
  else
    if head[5] > 0 then redis.call('RPUSH', runs, struct.pack(FEED_RUN, unpack(head, 1, 5))) end
    head = {first, chunk, segment, slot, count}
  end
  redis.call('SETRANGE', feed, 0, struct.pack(FEED_RUN, unpack(head, 1, 5)))
  return first
end
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
local function isOfClock(one, other)
  return one == other or (BY_RTC[one] and BY_RTC[other])
end
local function append(chunk, records)
  local segment, size, shift, base = unpack(ends[chunk])
  local isBegun = size == 0
  local first = follow(chunk, segment, size / SLOT_BYTES - shift, #records / SLOT_BYTES)
  if isBegun then
    ends[chunk][3], ends[chunk][4] = 1, first
    redis.call('SETRANGE', segmentKey(chunk, segment), 0, beginning(0, first) .. records)
  else
    redis.call('SETRANGE', segmentKey(chunk, segment), size, records)
    if base > first then
      ends[chunk][4] = first
      redis.call('SETRANGE', segmentKey(chunk, segment), FORMAT_BASE_AT, struct.pack(FORMAT_BASE, first))
    end
  end
  if isBegun then
    size = SLOT_BYTES
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
  return segment, size, isBegun
end
local function dropDigest(chunk)
  redis.call('HDEL', digests, math.floor(chunk / DAY_CHUNKS))
end
local changed, redated = {}, 0
local function note(chunk, transponder)
  if not changed[chunk] then changed[chunk] = {} end
  if transponder > 0 then changed[chunk][transponder] = true end
end
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
`;
