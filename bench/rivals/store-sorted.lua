-- The usual way: each passing as JSON in a sorted set by time, once more in one of its transponder, and the time when the
-- transponder was seen last. A repeat is the same member, so that it is dropped too.
--
-- KEYS  1 the sorted set, which the names of the others begin with
-- ARGV  of each passing: time, transponder, JSON
-- Reply how many there were

for at = 1, #ARGV, 3 do
  local score, transponder, member = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  redis.call('ZADD', KEYS[1], score, member)
  redis.call('ZADD', KEYS[1] .. ':' .. transponder, score, member)
  redis.call('ZADD', KEYS[1] .. ':seen', 'GT', score, transponder)
end
return #ARGV / 3
