// Made by `npm run lua` of lower-highest.lua, where its keys, arguments and reply are told.
export const LOWER_HIGHEST = `
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return end
if (redis.call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[3] then return end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1], unpack(ARGV, 5))
  redis.call('DEL', KEYS[3])
end
`;
