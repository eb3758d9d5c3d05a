// Made by `npm run lua` of begin-login.lua, where its keys, arguments and reply are told.
export const BEGIN_LOGIN = `
local now, run, free = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local first, longest, most = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local kept = redis.call('HMGET', KEYS[1], 'failures', 'until', 'run')
local failures, waits = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
local function waitFor(count)
  if count < free then return 0 end
  return math.min(first * 2 ^ math.min(count - free, 20), longest)
end
if kept[3] ~= run then
  waits = now + waitFor(failures)
  redis.call('HSET', KEYS[1], 'until', string.format('%.0f', waits), 'run', run)
end
if most > 0 and failures >= most then return longest end
if waits > now then return math.ceil(waits - now) end
failures = failures + 1
redis.call('HSET', KEYS[1], 'failures', failures, 'until', string.format('%.0f', now + waitFor(failures)))
if tonumber(ARGV[7]) > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[7]) else redis.call('PERSIST', KEYS[1]) end
return 0
`;
