-- lowerHighest: sets another highest number of a decoder, where none of its passings was stored since the number was read.
--
-- KEYS  1 ledger, 2 ledgers, 3 holes of the decoder
-- ARGV  1 decoder, 2 its highest number and 3 its ledger as they were read, 4 highest number now, empty where none is left:
--       then its ledger goes, 5.. its other fields
-- Reply nothing

if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return end
if (redis.call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[3] then return end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1], unpack(ARGV, 5))
  redis.call('DEL', KEYS[3])
end
