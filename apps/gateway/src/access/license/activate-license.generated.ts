// Made by `npm run lua` of activate-license.lua, where its keys, arguments and reply are told.
export const ACTIVATE_LICENSE = `
local function note()
  if ARGV[#ARGV] ~= '' then redis.call('ZADD', KEYS[#KEYS], 0, ARGV[#ARGV]) end
end
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return 'unknown' end
local license = cjson.decode(text)
if license.revokedAtMs ~= cjson.null then return 'revoked' end
if tonumber(ARGV[3]) > license.validUntilMs then return 'expired' end
local own, taken = '', 0
local seats = redis.call('HGETALL', KEYS[2])
for at = 1, #seats, 2 do
  if seats[at] == ARGV[2] then
    own = seats[at + 1]
  else
    for code in string.gmatch(seats[at + 1], '%S+') do
      if code == ARGV[1] then taken = taken + 1 end
    end
  end
end
if own ~= ARGV[4] then return 'moved' end
if taken >= license.deviceLimit then return 'full' end
note()
redis.call('HSET', KEYS[2], ARGV[2], ARGV[5])
return 'activated'
`;
