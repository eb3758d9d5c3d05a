// Made by `npm run lua` of forget-chunk.lua, where its keys, arguments and reply are told.
export const FORGET_CHUNK = `
if tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0) ~= tonumber(ARGV[2]) then return 0 end
if redis.call('STRLEN', KEYS[#KEYS]) ~= tonumber(ARGV[3]) then return 0 end
redis.call('HDEL', KEYS[3], ARGV[4], 'seen:' .. ARGV[4])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
for at = 5, #KEYS do redis.call('UNLINK', KEYS[at]) end
redis.call('UNLINK', KEYS[2])
return 1
`;
