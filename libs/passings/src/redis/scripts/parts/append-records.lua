-- Adds records to a chunk. Returns their segment, the count of its bytes before them, and whether they begin the
-- segment, which then gets its format in the same write.

local function append(chunk, records)
  local segment, size, shift, base = unpack(ends[chunk])
  local isBegun = size == 0
  local first = follow(chunk, segment, size / SLOT_BYTES - shift, #records / SLOT_BYTES)
  if isBegun then
    ends[chunk][3], ends[chunk][4] = 1, first
    redis.call('SETRANGE', segmentKey(chunk, segment), 0, beginning(0, first) .. records)
  else
    redis.call('SETRANGE', segmentKey(chunk, segment), size, records)
    -- Numbers are given once more where the storage was set back.
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
