// Made by `npm run lua` of rename-record.lua, where its keys, arguments and reply are told.
export const RENAME_RECORD = `
local function note()
  if ARGV[#ARGV] ~= '' then redis.call('ZADD', KEYS[#KEYS], 0, ARGV[#ARGV]) end
end
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[3] then return 'changed' end
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 1 then return 'taken' end
note()
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
redis.call('HDEL', KEYS[1], ARGV[1])
return 'renamed'
`;
