-- Keeps the keys that hash secrets, where none are kept yet: gateways that begin at once agree on one set.
--
-- KEYS  1 hash-keys
-- ARGV  field, value, ...
-- Reply all fields and values that are kept now

if redis.call('HEXISTS', KEYS[1], 'current') == 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return redis.call('HGETALL', KEYS[1])
