// Made by `npm run lua` of compact-segment.lua, where its keys, arguments and reply are told.
export const COMPACT_SEGMENT = `
local SLOT_BYTES, FORMAT, FORMAT_BYTES, FORMAT_MARK, FORMAT_SLOT = 28, 2, 8, 3221225472, '<I4I4'
local function withFormat(records)
  return struct.pack(FORMAT_SLOT, FORMAT_MARK, FORMAT) .. string.rep('\\0', SLOT_BYTES - FORMAT_BYTES) .. records
end
local function formatOf(segment)
  local mark, format = struct.unpack(FORMAT_SLOT, segment)
  return mark == FORMAT_MARK and format or 1
end
local records = redis.call('GET', KEYS[1])
if not records then return 0 end
if formatOf(records) == 1 then records = withFormat(records) end
redis.call('SET', KEYS[1], records)
return #records
`;
