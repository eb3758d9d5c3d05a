-- Notes how far a webhook is, where it still is as it was read: a gateway that lost its turn changes nothing.
--
-- KEYS  1 webhooks:deliveries
-- ARGV  1 the id, 2 the text as it was read, '' for none, 3 the next one
-- Reply 1, or 0 where the text is another one now

if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
