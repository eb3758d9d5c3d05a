-- Reads records of chunks that were looked at.

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

-- Whether two time sources share the RTC: the same RTC time is the same passing, with a measured or an estimated
-- offset.
local function isOfClock(one, other)
  return one == other or (BY_RTC[one] and BY_RTC[other])
end
