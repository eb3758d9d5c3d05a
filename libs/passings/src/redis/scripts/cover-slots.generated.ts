// Made by `npm run lua` of cover-slots.lua, where its keys, arguments and reply are told.
export const COVER_SLOTS = `
local SLOT_BYTES, FORMAT, FORMAT_BYTES, FORMAT_MARK, FORMAT_SLOT, FORMAT_BASE_AT, FORMAT_BASE, FEED_RUN, FEED_RUN_BYTES = 28, 3, 18, 3221225472, '<I4I4I4I6', 12, '<I6', '<I6I4I2I3I3', 18
local feed, runs = KEYS[1], KEYS[2]
local function beginning(leads, base)
  return struct.pack(FORMAT_SLOT, FORMAT_MARK, FORMAT, leads, base) .. string.rep('\\0', SLOT_BYTES - FORMAT_BYTES)
end
local function formatOf(segment)
  local mark, format, leads, base = struct.unpack(FORMAT_SLOT, segment)
  if mark ~= FORMAT_MARK then return 1, 0, 0 end
  return format, 1 + leads, base
end
local function historyHere()
  local told = redis.pcall('INFO', 'replication')
  return type(told) == 'string' and string.match(told, 'master_replid:(%w+)') or ''
end
local head
local function lookAtFeed()
  local found = redis.call('GET', feed)
  if not found or string.sub(found, FEED_RUN_BYTES + 1) ~= historyHere() then return {8} end
  head = {struct.unpack(FEED_RUN, found)}
  return false
end
local function follow(chunk, segment, slot, count)
  local first = head[1] + head[5]
  if chunk == head[2] and segment == head[3] and slot == head[4] + head[5] and head[5] > 0 then
    head[5] = head[5] + count
  else
    if head[5] > 0 then redis.call('RPUSH', runs, struct.pack(FEED_RUN, unpack(head, 1, 5))) end
    head = {first, chunk, segment, slot, count}
  end
  redis.call('SETRANGE', feed, 0, struct.pack(FEED_RUN, unpack(head, 1, 5)))
  return first
end
local unopened = lookAtFeed()
if unopened then return unopened end
local covered = 0
for i, stretch in ipairs(cjson.decode(ARGV[1])) do
  local key, slot, count = KEYS[2 + i], stretch[3], stretch[4]
  local begin, size = redis.call('GETRANGE', key, 0, FORMAT_BYTES - 1), redis.call('STRLEN', key)
  if size > 0 then
    local _, shift, base = formatOf(begin)
    if size >= (shift + slot + count) * SLOT_BYTES then
      local first = follow(stretch[1], stretch[2], slot, count)
      if base > first then redis.call('SETRANGE', key, FORMAT_BASE_AT, struct.pack(FORMAT_BASE, first)) end
      covered = covered + 1
    end
  end
end
return {1, covered}
`;
