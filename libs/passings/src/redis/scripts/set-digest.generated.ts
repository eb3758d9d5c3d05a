// Made by `npm run lua` of set-digest.lua, where its keys, arguments and reply are told.
export const SET_DIGEST = `
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3], 'seen:' .. ARGV[1], ARGV[4]) end
`;
