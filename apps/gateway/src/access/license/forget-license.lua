-- Drops a licence with all of its seats.
--
-- KEYS  1 licences, 2 seats, last the audit trail
-- ARGV  1 the code; last the entry of the trail, which is empty
-- Reply nothing

redis.call('HDEL', KEYS[1], ARGV[1])
local seats = redis.call('HGETALL', KEYS[2])
for at = 1, #seats, 2 do
  local kept = {}
  for code in string.gmatch(seats[at + 1], '%S+') do
    if code ~= ARGV[1] then kept[#kept + 1] = code end
  end
  if #kept == 0 then
    redis.call('HDEL', KEYS[2], seats[at])
  else
    redis.call('HSET', KEYS[2], seats[at], table.concat(kept, ' '))
  end
end
