-- compactSegment: sets a segment as a whole, because one that grew by and by takes up to twice its size of memory. A segment
-- of an earlier format is of the present one afterwards.
--
-- KEYS  1 segment of a chunk
-- ARGV  none
-- Reply bytes that were set

-- include parts/formats.lua

local records = redis.call('GET', KEYS[1])
if not records then return 0 end
local format = formatOf(records)
if format < FORMAT then records = beginning(0, 0) .. string.sub(records, format == 1 and 1 or SLOT_BYTES + 1) end
redis.call('SET', KEYS[1], records)
return #records
