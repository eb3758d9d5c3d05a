-- Looks at the chunks before anything is written. Keys of chunks come from KEYS alone; the caller said which there are,
-- and is told where that is wrong: {3} to look again, {4, chunk} where the list of chunks names one whose records are
-- gone, {6, chunk, format} where records are of an unknown format.

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

-- Returns the reply for a segment that is gone, or of an unknown format; false for a usable one.
local function cannotUse(chunk, key)
  local begin = redis.call('GETRANGE', key, 0, FORMAT_BYTES - 1)
  if #begin == 0 then return {4, tonumber(chunk)} end
  local format, shift, base = formatOf(begin)
  return format > FORMAT and {6, tonumber(chunk), format}, shift, base
end

-- The last segment of each chunk that may be read as a whole, -1 where there is no such chunk.
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

-- Ends of the chunks that get records: a segment, its size, how many of its slots have no place in the sequence, and the
-- number at which it begins. A segment with room is the last.
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
