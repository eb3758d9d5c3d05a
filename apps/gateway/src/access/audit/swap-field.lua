-- Changes a field of a hash where it still has the value that was read.
--
-- KEYS  1 the hash, last the audit trail
-- ARGV  1 the field, 2 its value now, 3 its next one, without any it is empty; last the entry of the trail
-- Reply 1, or 0 where the value is another one now

-- include parts/note.lua
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
note()
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) return 1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
