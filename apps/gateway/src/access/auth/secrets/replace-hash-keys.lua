-- Replaces the keys that hash secrets, where they still are those that were read.
--
-- KEYS  1 hash-keys
-- ARGV  1 a fingerprint, 2 what is kept of it now, then field, value, ...
-- Reply 1, or 0 where something else is kept

if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
return 1
