-- Adds records to a chunk, and gives where they are: their segment, and how many bytes of it lie before.

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
