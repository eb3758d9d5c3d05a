// Made by `npm run lua` of swap-field.lua, where its keys, arguments and reply are told.
export const SWAP_FIELD = `
local function note()
  if ARGV[#ARGV] ~= '' then redis.call('ZADD', KEYS[#KEYS], 0, ARGV[#ARGV]) end
end
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
note()
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) return 1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;
