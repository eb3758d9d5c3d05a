// Made by `npm run lua` of forget-license.lua, where its keys, arguments and reply are told.
export const FORGET_LICENSE = `
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
`;
