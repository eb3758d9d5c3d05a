-- readFeed: the runs from a sequence number on, and the extent of the feed.
--
-- KEYS  1 feed, 2 feed:runs, 3 feed:generations
-- ARGV  1 sequence number, 2 how many runs at most, 3 history whose generations the caller knows
-- Reply {1, history, lowest number that is kept, last run, closed runs from the one with the number on, generations where the
--       caller does not know them}, or {8} where the feed is not open on this server

local feed, runs = KEYS[1], KEYS[2]

-- include parts/follow.lua

local unopened = lookAtFeed()
if unopened then return unopened end

local function firstOf(index)
  return (struct.unpack(FEED_RUN, redis.call('LINDEX', runs, index)))
end

local from, most, count = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call('LLEN', runs)
local oldest = count > 1 and firstOf(1) or head[1]

-- The last closed run that begins at the number or before it; the empty one is the first.
local low, high = 0, count - 1
while low < high do
  local middle = math.ceil((low + high) / 2)
  if firstOf(middle) <= from then low = middle else high = middle - 1 end
end
local found = most > 0 and redis.call('LRANGE', runs, low, low + most - 1) or {}
local history = historyHere()
return {
  1, history, oldest, struct.pack(FEED_RUN, unpack(head)), table.concat(found),
  history == ARGV[3] and '' or redis.call('GET', KEYS[3]) or '',
}
