-- forgetChunk: drops one chunk with its segments and summaries, and the digest of its day, unless it grew since it was
-- looked at.
--
-- KEYS  1 chunks, 2 its summaries, 3 digests, 4 segments, 5.. every segment of the chunk
-- ARGV  1 number of the chunk, 2 its last segment, 3 bytes of that one, 4 day
-- Reply 1 where it was dropped, else 0

if tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0) ~= tonumber(ARGV[2]) then return 0 end
if redis.call('STRLEN', KEYS[#KEYS]) ~= tonumber(ARGV[3]) then return 0 end
redis.call('HDEL', KEYS[3], ARGV[4], 'seen:' .. ARGV[4])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
for at = 5, #KEYS do redis.call('UNLINK', KEYS[at]) end
redis.call('UNLINK', KEYS[2])
return 1
