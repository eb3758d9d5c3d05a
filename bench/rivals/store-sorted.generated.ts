// Made by `npm run lua` of store-sorted.lua, where its keys, arguments and reply are told.
export const STORE_SORTED = `
for at = 1, #ARGV, 3 do
  local score, transponder, member = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  redis.call('ZADD', KEYS[1], score, member)
  redis.call('ZADD', KEYS[1] .. ':' .. transponder, score, member)
  redis.call('ZADD', KEYS[1] .. ':seen', 'GT', score, transponder)
end
return #ARGV / 3
`;
