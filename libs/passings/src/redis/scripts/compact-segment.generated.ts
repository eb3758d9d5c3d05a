// Made by `npm run lua` of compact-segment.lua, where its keys, arguments and reply are told.
export const COMPACT_SEGMENT = `
local SLOT_BYTES, FORMAT, FORMAT_BYTES, FORMAT_MARK, FORMAT_SLOT = 28, 3, 18, 3221225472, '<I4I4I4I6'
local function beginning(leads, base)
  return struct.pack(FORMAT_SLOT, FORMAT_MARK, FORMAT, leads, base) .. string.rep('\\0', SLOT_BYTES - FORMAT_BYTES)
end
local function formatOf(segment)
  local mark, format, leads, base = struct.unpack(FORMAT_SLOT, segment)
  if mark ~= FORMAT_MARK then return 1, 0, 0 end
  return format, 1 + leads, base
end
local records = redis.call('GET', KEYS[1])
if not records then return 0 end
local format = formatOf(records)
if format < FORMAT then records = beginning(0, 0) .. string.sub(records, format == 1 and 1 or SLOT_BYTES + 1) end
redis.call('SET', KEYS[1], records)
return #records
`;
