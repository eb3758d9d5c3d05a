-- trimFeed: takes the oldest runs away as long as their chunk is dropped.
--
-- KEYS  1 feed:runs, 2 chunks
-- ARGV  1 how many at most
-- Reply how many were taken away

local taken = 0
while taken < tonumber(ARGV[1]) do
  local run = redis.call('LINDEX', KEYS[1], 1)
  if not run then break end
  local _, chunk = struct.unpack(FEED_RUN, run)
  if redis.call('ZSCORE', KEYS[2], chunk) then break end
  redis.call('LREM', KEYS[1], 1, run)
  taken = taken + 1
end
return taken
