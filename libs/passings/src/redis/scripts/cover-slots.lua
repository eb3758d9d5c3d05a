-- coverSlots: gives sequence numbers to slots that have none: those of an earlier version, and those that a torn file left.
--
-- KEYS  1 feed, 2 feed:runs, then the segment of each stretch of slots
-- ARGV  1 JSON [[chunk, segment, slot, count], ...]
-- Reply {1, how many stretches were as the caller says}, or {8} where the feed is not open on this server

local feed, runs = KEYS[1], KEYS[2]

-- include parts/formats.lua
-- include parts/follow.lua

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
