-- Tells the format of a segment by its first slot, which is no record; format 1 does not have that slot.

local function beginning(leads, base)
  return struct.pack(FORMAT_SLOT, FORMAT_MARK, FORMAT, leads, base) .. string.rep('\0', SLOT_BYTES - FORMAT_BYTES)
end

-- Returns the format, and how many slots in front have no place in the sequence, and the number at which the segment begins.
local function formatOf(segment)
  local mark, format, leads, base = struct.unpack(FORMAT_SLOT, segment)
  if mark ~= FORMAT_MARK then return 1, 0, 0 end
  return format, 1 + leads, base
end
