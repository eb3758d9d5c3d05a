-- Gives each new slot the next sequence number. The including script names `feed` and `runs`.
--
-- `feed` has the head, the last run, which goes on as long as slots come side by side; behind it the history of the server that
-- it was opened on. A server that was started again or took over may have less than was told: it has another history, and
-- the feed has to be opened there first.

-- include follow-history.lua

local head

-- Returns the reply where the feed is not open here, else false.
local function lookAtFeed()
  local found = redis.call('GET', feed)
  if not found or string.sub(found, FEED_RUN_BYTES + 1) ~= historyHere() then return {8} end
  head = {struct.unpack(FEED_RUN, found)}
  return false
end

-- Called before the slots are written: what a torn script leaves is a head without slots, never slots without a number.
-- Returns the sequence number of the first.
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
