-- openFeed: opens the feed on this server, where nobody did meanwhile.
--
-- KEYS  1 feed, 2 feed:runs, 3 feed:generations
-- ARGV  1 the feed as it was read, '' where there was none, 2 the last run as it is to be, 3 the generations as they are to
--       be, 4.. runs that do not count
-- Reply 1, or 0 where somebody was first

-- include parts/follow-history.lua

if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
for at = 4, #ARGV do redis.call('LREM', KEYS[2], 1, ARGV[at]) end
-- An empty run keeps the list in existence: scripts wait for a missing key while a cluster moves the site.
if redis.call('LLEN', KEYS[2]) == 0 then redis.call('RPUSH', KEYS[2], struct.pack(FEED_RUN, 0, 0, 0, 0, 0)) end
redis.call('SET', KEYS[3], ARGV[3])
redis.call('SET', KEYS[1], ARGV[2] .. historyHere())
return 1
