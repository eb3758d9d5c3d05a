// Made by `npm run lua` of replace-hash-keys.lua, where its keys, arguments and reply are told.
export const REPLACE_HASH_KEYS = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
return 1
`;
