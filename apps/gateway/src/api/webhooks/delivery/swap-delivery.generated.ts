// Made by `npm run lua` of swap-delivery.lua, where its keys, arguments and reply are told.
export const SWAP_DELIVERY = `
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;
