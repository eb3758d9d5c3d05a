// Made by `npm run lua` of agree-hash-keys.lua, where its keys, arguments and reply are told.
export const AGREE_HASH_KEYS = `
if redis.call('HEXISTS', KEYS[1], 'current') == 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return redis.call('HGETALL', KEYS[1])
`;
