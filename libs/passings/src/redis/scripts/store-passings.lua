-- storePassings: one batch, atomic, repeats dropped.
--
-- KEYS  1 ledger, 2 chunks, 3 sources, 4 sources:names, 5 transponders, 6 transponders:names, 7 ledgers, 8 dictionaries,
--       9 segments, 10 digests, 11 feed, 12 feed:runs
--       13.. the holes of each decoder of which they changed
--       then of each chunk of the batch its summaries, and the segment that the records go into; where that is to be begun,
--       the one before it as well
--       and every segment of the chunks that are looked through, and the summaries of those that may be counted anew
-- ARGV  1 prefix of the site's keys
--       2 JSON {version: of the dictionaries that the numbers are from,
--         added: {version, sources: [number, name, ...], transponders: [number, name, ...]} where the batch names new
--         ones,
--         leases: [[field of a lease, its token], ...], one for each decoder of which a record is,
--         ledgers: [[decoder, version before], ...], texts: how many arguments of them follow,
--         holes: [{whole: nothing else stays, set: [field, text, ...], drop: [field, ...]}, ...] for each key of holes,
--         outdated: fields of the ledgers that go,
--         count: how many records, rising: how many of the chunks have records whose numbers rise from one to the next,
--         risingCount: how many records those are, runs: [[decoder, first number, last number], ...] of them,
--         looked: [[chunk, its last segment, -1 where there is no such chunk], ...]: those that the other records can lie
--         in, and those to count anew,
--         recount: [chunk, ...] of those, whose summaries are counted anew where a record of theirs came again or comes}
--       3 JSON [[source, decoder, [[sibling, deltaUs], ...]], ...]: every source that the other records name, or '' where
--         there are none; siblings are the sources of the same decoder, itself included, and by how much their clock offset
--         differs
--       4.. field and text of each ledger after, and of what seldom changes of it where that did
--       then of each chunk, first those with rising records and then those with the others, which may be the same once more:
--         its number, the segment that more goes into, its records as record-layout.ts has them, and their
--       summaries as summaries:<chunk> keeps them
-- Reply {1, stored, repeated, bytes, ..., chunk, ...}: how many bytes of records each chunk of the batch got, in the order of
--       the arguments, and each chunk that was counted anew
--       {0} when the dictionaries are of another version (another writer, or a Redis set back to an older state):
--           nothing was stored, the caller reads them anew
--       {2} when a ledger is not of the version that its change was made from: nothing was stored
--       {3} when the chunks are otherwise than the caller says, or a number of `runs` is not above all that its decoder sent:
--           nothing was stored
--       {5} when another gateway has the lease of a decoder: nothing was stored
--       {4, chunk} when the records of a chunk that is listed are gone: nothing was stored
--       {8} when the feed is not open on this server: nothing was stored
--       {6, chunk, format} when the records of a chunk are of a format that is not known here: nothing was stored
--
-- Each key that is touched is declared, and none is touched after it was removed: a cluster that moves the slot refuses
-- either in the middle of the script, and what was written by then would stay.
--
-- Each change of the dictionaries gives them a new version, made from their names, so that one look tells whether all
-- numbers of the caller are true here.
--
-- Where the numbers of a decoder rise and begin above all that it ever sent, no record can be a repeat, and the records
-- are kept as they came: nearly all come so. Each other record is looked at.
--
-- A record is a repeat when the same decoder, passing number and RTC time is kept. A number above all that the
-- decoder ever sent is new without looking; else the chunk of that RTC time is searched, under each clock offset
-- that the decoder has had, because the same RTC time lies elsewhere under another offset.
--
-- Commands that take memory come first: a Redis that is out of memory refuses a script at such a command only as long as
-- it has written nothing.
--
-- A batch goes into the last segment of its chunk as a whole, so that a segment may be longer than SEGMENT_BYTES by one
-- batch.
--
-- Every write sets a value (SETRANGE at the known length, HSET, ZADD), none adds to one: the append-only file of
-- Redis 7.0 may apply the end of a torn script twice, and APPEND would then double passings. Or it applies the records of
-- such a script and not their summaries, or the other way round (docs/adr/0002): the chunk is counted anew.

-- include parts/begin.lua

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

-- include parts/formats.lua
-- include parts/look-at-chunks.lua
-- include parts/follow.lua

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

-- include parts/read-records.lua
-- include parts/find-records.lua

local sources = {}

-- Takes the doubt from a kept record whose number came again without one.
local function settleDoubt(chunk, segment, at)
  local marks = string.byte(segmentOf(chunk, segment), at + RECORD_MARKS_AT)
  if marks % (2 * NUMBER_IS_DOUBTFUL) < NUMBER_IS_DOUBTFUL then return end
  local key = segmentKey(chunk, segment)
  redis.call('SETRANGE', key, at - 1 + RECORD_MARKS_AT, string.char(marks - NUMBER_IS_DOUBTFUL))
  kept[chunk][segment + 1] = redis.call('GET', key)
end

-- Chunks with a record that came again.
local repeated = {}

-- Sibling under which the last repeat of each source was kept: most likely the next one is as well.
local lastSibling = {}

-- Without a number a passing is known by its transponder and its RTC time. A clock without a date has the same time again
-- every day, or whenever its decoder is switched on: under an offset that far away it is another passing.
local HALF_DAY_US = 43200000000

-- Chunks of the batch, by whether the summaries tell all that is kept in them.
local areCounted = {}
for argument = 4 + meta.texts, #ARGV, 4 do areCounted[tonumber(ARGV[argument])] = true end
for _, chunk in ipairs(meta.recount) do areCounted[chunk] = nil end

-- Whether a chunk has no passing of the transponder at that time for certain: nearly all passings are later than all of
-- their transponder, so that those without a number need no search either.
local function isSurelyNew(chunk, time, transponder)
  if transponder == 0 or not areCounted[chunk] then return false end
  local summary = redis.call('HGET', chunkKey('summaries:' .. chunk), transponder)
  if not summary then return true end
  local _, first, last = struct.unpack(SUMMARY, summary)
  return time < first or time > last
end

-- The identity of a record of the batch among those of its time.
local function identityOf(number, source, transponder, timeSource)
  local clock = BY_RTC[timeSource] and 'rtc' or timeSource
  return table.concat({number, source, number > 0 and '' or transponder, clock}, ' ')
end

local function isRepeat(chunk, fresh, time, number, source, transponder, timeSource, isDoubtful)
  local function isKeptUnder(sibling)
    if number == 0 and BY_RTC[timeSource] and math.abs(sibling[2]) > HALF_DAY_US then return false end
    -- Times of other clocks have no offset, so that they are kept under a source without one.
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

-- include parts/append-records.lua

-- Chunks that got records.
local written = {}

-- Adds records and their summaries, which commute: their order does not matter.
local function keep(chunk, records, summaries)
  local segment, _, isBegun = append(chunk, records)
  written[chunk] = true
  dropDigest(chunk)
  forgetRecords(chunk)
  -- Summaries of records that were dropped.
  if isBegun and segment == 0 then redis.call('DEL', chunkKey('summaries:' .. chunk)) end
  if #summaries == 0 then return end
  local transponders, firsts, lasts, counts, fields, found = {}, {}, {}, {}, {}, 0
  for at = 1, #summaries, SUMMARY_BYTES do
    found = found + 1
    transponders[found], firsts[found], lasts[found], counts[found] = struct.unpack(SUMMARY, summaries, at)
    -- Spelled once: Redis spells each number that it is given, and takes longer.
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

-- Calls a command in parts: Lua gives a call a few thousand arguments at the most.
local function inSome(command, key, arguments)
  for from = 1, #arguments, 1000 do
    redis.call(command, key, unpack(arguments, from, math.min(from + 999, #arguments)))
  end
end

-- Counts a chunk anew: a torn script leaves records without their summaries, or summaries of overwritten records.
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

-- include parts/keep-names.lua

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
  -- Set before deleted: the last field that is deleted takes the hash with it.
  inSome('HSET', key, change.set)
  inSome('HDEL', key, change.drop)
  inSome('HDEL', key, others)
end
reply[2], reply[3] = stored, meta.count - stored
return reply
