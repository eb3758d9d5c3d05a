-- compactSegment: sets a segment as a whole, because one that grew by and by takes up to twice its size of memory. A segment
-- of format 1 is of the present format afterwards.
--
-- KEYS  1 segment of a chunk
-- ARGV  none
-- Reply bytes that were set

-- include parts/formats.lua

local records = redis.call('GET', KEYS[1])
if not records then return 0 end
if formatOf(records) == 1 then records = withFormat(records) end
redis.call('SET', KEYS[1], records)
return #records
