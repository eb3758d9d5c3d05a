// Made by `npm run lua` of read-ledger.lua, where its keys, arguments and reply are told.
export const READ_LEDGER = `
return {redis.call('HMGET', KEYS[1], unpack(ARGV)), redis.call('HGETALL', KEYS[2])}
`;
