// Made by `npm run lua` of store-passings.lua, where its keys, arguments and reply are told.
export const STORE_PASSINGS = `
local CHUNK_US, DAY_CHUNKS, SLOT_BYTES, SEGMENT_BYTES, SUMMARY_BYTES, EXTENSION_MARK, FORMAT, FORMAT_BYTES, FORMAT_MARK, FORMAT_SLOT, FORMAT_BASE_AT, FORMAT_BASE, FEED_RUN, FEED_RUN_BYTES, NUMBER_IS_DOUBTFUL, HAS_EXTENSION, BY_RTC, RECORD_TIME_IN_CHUNK_US, RECORD_SOURCE_AT, RECORD_SOURCE, RECORD_TRANSPONDER_AT, RECORD_TRANSPONDER, RECORD_MARKS_AT, RECORD_TIME_SOURCE_AT, RECORD_IDENTITY, RECORD_HEAD, SUMMARY = 600000000, 144, 28, 114688, 16, 2147483648, 3, 18, 3221225472, '<I4I4I4I6', 12, '<I6', '<I6I4I2I3I3', 18, 32, 128, {[0] = true, [3] = true}, '<I4', 8, '<I2', 10, '<I3', 26, 27, '<I4I4', '<I4I4I2I3', '<I4I4I4I4'
local prefix, meta = ARGV[1], cjson.decode(ARGV[2])
local segments, digests, feed, runs = KEYS[9], KEYS[10], KEYS[11], KEYS[12]
if (redis.call('GET', KEYS[8]) or '') ~= meta.version then return {0} end
local function fieldsOf(key, fields)
  return #fields == 0 and {} or redis.call('HMGET', key, unpack(fields))
end
local movers = {}
for i, change in ipairs(meta.ledgers) do movers[i] = change[1] end
for i, lease in ipairs(meta.leases) do movers[#meta.ledgers + i] = lease[1] end
local found = fieldsOf(KEYS[7], movers)
for i, lease in ipairs(meta.leases) do
  if string.match(found[#meta.ledgers + i] or '', '^%S*') ~= lease[2] then return {5} end
end
for i, change in ipairs(meta.ledgers) do
  local text = found[i]
  if (text and tonumber(string.match(text, '^%d+')) or 0) ~= change[2] then return {2} end
end
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
for argument = 4 + meta.texts, #ARGV, 4 do
  local otherwise = lookToAppend(ARGV[argument], tonumber(ARGV[argument + 1]))
  if otherwise then return otherwise end
end
local highest, raised = {}, {}
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
local NEAR_BYTES = 64 * SLOT_BYTES
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
local function forgetRecords(chunk)
  kept[chunk], vain[chunk], ranges[chunk] = nil, nil, nil
end
local sources = {}
local function settleDoubt(chunk, segment, at)
  local marks = string.byte(segmentOf(chunk, segment), at + RECORD_MARKS_AT)
  if marks % (2 * NUMBER_IS_DOUBTFUL) < NUMBER_IS_DOUBTFUL then return end
  local key = segmentKey(chunk, segment)
  redis.call('SETRANGE', key, at - 1 + RECORD_MARKS_AT, string.char(marks - NUMBER_IS_DOUBTFUL))
  kept[chunk][segment + 1] = redis.call('GET', key)
end
local repeated = {}
local lastSibling = {}
local HALF_DAY_US = 43200000000
local areCounted = {}
for argument = 4 + meta.texts, #ARGV, 4 do areCounted[tonumber(ARGV[argument])] = true end
for _, chunk in ipairs(meta.recount) do areCounted[chunk] = nil end
local function isSurelyNew(chunk, time, transponder)
  if transponder == 0 or not areCounted[chunk] then return false end
  local summary = redis.call('HGET', chunkKey('summaries:' .. chunk), transponder)
  if not summary then return true end
  local _, first, last = struct.unpack(SUMMARY, summary)
  return time < first or time > last
end
local function identityOf(number, source, transponder, timeSource)
  local clock = BY_RTC[timeSource] and 'rtc' or timeSource
  return table.concat({number, source, number > 0 and '' or transponder, clock}, ' ')
end
local function isRepeat(chunk, fresh, time, number, source, transponder, timeSource, isDoubtful)
  local function isKeptUnder(sibling)
    if number == 0 and BY_RTC[timeSource] and math.abs(sibling[2]) > HALF_DAY_US then return false end
    if not BY_RTC[timeSource] and sibling[2] ~= 0 then return false end
    local moved = BY_RTC[timeSource] and chunk * CHUNK_US + time + sibling[2] or chunk * CHUNK_US + time
    if moved < 0 then return false end
    local other = math.floor(moved / CHUNK_US)
    local otherTime = moved - other * CHUNK_US
    local segment, at
    if number > 0 or not isSurelyNew(other, otherTime, transponder) then
      local pattern = struct.pack(RECORD_IDENTITY, otherTime, number)
      segment, at = findRecord(other, otherTime, pattern, sibling[1], number, transponder, timeSource)
    end
    if at then
      if not isDoubtful then settleDoubt(other, segment, at) end
      repeated[other] = true
      lastSibling[source] = sibling
      return true
    end
    local same = other == chunk and fresh.byTime[otherTime]
    return same and same[identityOf(number, sibling[1], transponder, timeSource)]
  end
  local likely = lastSibling[source] or {source, 0}
  if isKeptUnder(likely) then return true end
  for _, sibling in ipairs(sources[source][3]) do
    if sibling[1] ~= likely[1] and isKeptUnder(sibling) then return true end
  end
  return false
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
local written = {}
local function keep(chunk, records, summaries)
  local segment, _, isBegun = append(chunk, records)
  written[chunk] = true
  dropDigest(chunk)
  forgetRecords(chunk)
  if isBegun and segment == 0 then redis.call('DEL', chunkKey('summaries:' .. chunk)) end
  if #summaries == 0 then return end
  local transponders, firsts, lasts, counts, fields, found = {}, {}, {}, {}, {}, 0
  for at = 1, #summaries, SUMMARY_BYTES do
    found = found + 1
    transponders[found], firsts[found], lasts[found], counts[found] = struct.unpack(SUMMARY, summaries, at)
    fields[found] = string.format('%d', transponders[found])
  end
  local key, changes = chunkKey('summaries:' .. chunk), {}
  local before = redis.call('HMGET', key, unpack(fields))
  for i = 1, found do
    local transponder, first, last, count = transponders[i], firsts[i], lasts[i], counts[i]
    if before[i] then
      local _, wasFirst, wasLast, wasCount = struct.unpack(SUMMARY, before[i])
      if wasFirst < first then first = wasFirst end
      if wasLast > last then last = wasLast end
      count = count + wasCount
    end
    changes[2 * i - 1], changes[2 * i] = fields[i], struct.pack(SUMMARY, transponder, first, last, count)
  end
  redis.call('HSET', key, unpack(changes))
end
local function keepNew(chunk, blob)
  local stored, fresh, seen, order, from = 0, {byTime = {}}, {}, {}, 1
  while from <= #blob do
    local time, number, source, transponder = struct.unpack(RECORD_HEAD, blob, from)
    local marks, timeSource = string.byte(blob, from + RECORD_MARKS_AT), string.byte(blob, from + RECORD_TIME_SOURCE_AT)
    local width = marks >= HAS_EXTENSION and 2 * SLOT_BYTES or SLOT_BYTES
    local decoder = sources[source][2]
    local isNew = number > highest[decoder]
    if isNew then
      highest[decoder] = number
      raised[decoder] = true
    else
      local isDoubtful = marks % (2 * NUMBER_IS_DOUBTFUL) >= NUMBER_IS_DOUBTFUL
      isNew = not isRepeat(chunk, fresh, time, number, source, transponder, timeSource, isDoubtful)
    end
    if isNew then
      stored = stored + 1
      fresh[#fresh + 1] = string.sub(blob, from, from + width - 1)
      fresh.byTime[time] = fresh.byTime[time] or {}
      fresh.byTime[time][identityOf(number, source, transponder, timeSource)] = true
      if transponder > 0 then
        local mine = seen[transponder]
        if not mine then
          seen[transponder] = {time, time, 1}
          order[#order + 1] = transponder
        else
          if time < mine[1] then mine[1] = time end
          if time > mine[2] then mine[2] = time end
          mine[3] = mine[3] + 1
        end
      end
    end
    from = from + width
  end
  for i, transponder in ipairs(order) do
    order[i] = struct.pack(SUMMARY, transponder, unpack(seen[transponder]))
  end
  local records = table.concat(fresh)
  if #fresh > 0 then keep(chunk, records, table.concat(order)) end
  return stored, #records
end
local function inSome(command, key, arguments)
  for from = 1, #arguments, 1000 do
    redis.call(command, key, unpack(arguments, from, math.min(from + 999, #arguments)))
  end
end
local function recount(chunk)
  local key, seen, order = chunkKey('summaries:' .. chunk), {}, {}
  for _, records in ipairs(recordsOf(chunk)) do
    for from = 1, #records, SLOT_BYTES do
      local time, _, _, transponder = struct.unpack(RECORD_HEAD, records, from)
      if time < EXTENSION_MARK and transponder > 0 then
        local mine = seen[transponder]
        if not mine then
          seen[transponder] = {time, time, 1}
          order[#order + 1] = transponder
        else
          mine[1], mine[2], mine[3] = math.min(mine[1], time), math.max(mine[2], time), mine[3] + 1
        end
      end
    end
  end
  local before, changes, gone = {}, {}, {}
  local all = redis.call('HGETALL', key)
  for at = 1, #all, 2 do
    before[tonumber(all[at])] = all[at + 1]
    if not seen[tonumber(all[at])] then gone[#gone + 1] = all[at] end
  end
  for _, transponder in ipairs(order) do
    local summary = struct.pack(SUMMARY, transponder, unpack(seen[transponder]))
    if before[transponder] ~= summary then
      changes[#changes + 1] = transponder
      changes[#changes + 1] = summary
    end
  end
  if #changes + #gone == 0 then return end
  dropDigest(chunk)
  inSome('HSET', key, changes)
  inSome('HDEL', key, gone)
end
local decoders = {}
for i, run in ipairs(meta.runs) do decoders[i] = run[1] end
if ARGV[3] ~= '' then
  for _, source in ipairs(cjson.decode(ARGV[3])) do
    sources[source[1]] = source
    decoders[#decoders + 1] = source[2]
  end
end
for i, number in ipairs(fieldsOf(KEYS[1], decoders)) do highest[decoders[i]] = tonumber(number or -1) end
for _, run in ipairs(meta.runs) do
  if run[2] <= highest[run[1]] then return {3} end
  highest[run[1]] = run[3]
  raised[run[1]] = true
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
local stored, reply, firstOther = meta.risingCount, {1, 0, 0}, 4 + meta.texts + 4 * meta.rising
for argument = 4 + meta.texts, firstOther - 1, 4 do
  keep(tonumber(ARGV[argument]), ARGV[argument + 2], ARGV[argument + 3])
  reply[#reply + 1] = #ARGV[argument + 2]
end
for argument = firstOther, #ARGV, 4 do
  local kept, bytes = keepNew(tonumber(ARGV[argument]), ARGV[argument + 2])
  stored = stored + kept
  reply[#reply + 1] = bytes
end
for _, chunk in ipairs(meta.recount) do
  if repeated[chunk] or written[chunk] then
    recount(chunk)
    reply[#reply + 1] = chunk
  end
end
local marks = {}
for decoder in pairs(raised) do
  marks[#marks + 1] = decoder
  marks[#marks + 1] = highest[decoder]
end
if #marks > 0 then redis.call('HSET', KEYS[1], unpack(marks)) end
if meta.texts > 0 then redis.call('HSET', KEYS[7], unpack(ARGV, 4, 3 + meta.texts)) end
inSome('HDEL', KEYS[7], meta.outdated)
for i, change in ipairs(meta.holes) do
  local key, others = KEYS[12 + i], {}
  if change.whole then
    local isSet = {}
    for at = 1, #change.set, 2 do isSet[change.set[at]] = true end
    for _, field in ipairs(redis.call('HKEYS', key)) do
      if not isSet[field] then others[#others + 1] = field end
    end
  end
  inSome('HSET', key, change.set)
  inSome('HDEL', key, change.drop)
  inSome('HDEL', key, others)
end
reply[2], reply[3] = stored, meta.count - stored
return reply
`;
