-- setDigest: sets the digest of a day and its transponders, where the word of its digester still stands: a passing that was
-- stored into the day meanwhile removed it.
--
-- KEYS  1 digests
-- ARGV  1 day, 2 word, 3 digest, 4 who was seen
-- Reply nothing

if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3], 'seen:' .. ARGV[1], ARGV[4]) end
