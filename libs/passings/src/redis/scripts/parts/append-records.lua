-- Adds records to a chunk, and gives where they are: their segment, how many bytes of it lie before, and whether the segment
-- is begun with them. Its format comes with the first of them, in the same write.

local function append(chunk, records)
  local segment, size = unpack(ends[chunk])
  local isBegun = size == 0
  redis.call('SETRANGE', segmentKey(chunk, segment), size, isBegun and withFormat(records) or records)
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
