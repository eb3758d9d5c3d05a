-- Tells the format of a segment by its first slot, which is no record; format 1 does not have that slot.

local function withFormat(records)
  return struct.pack(FORMAT_SLOT, FORMAT_MARK, FORMAT) .. string.rep('\0', SLOT_BYTES - FORMAT_BYTES) .. records
end

local function formatOf(segment)
  local mark, format = struct.unpack(FORMAT_SLOT, segment)
  return mark == FORMAT_MARK and format or 1
end
