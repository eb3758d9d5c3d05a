-- Takes or keeps the turn to deliver, or gives it up.
--
-- KEYS  1 webhooks:turn
-- ARGV  1 the run that asks, 2 for how many ms, 0 to give it up
-- Reply 1, or 0 where another run has it

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) return 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
