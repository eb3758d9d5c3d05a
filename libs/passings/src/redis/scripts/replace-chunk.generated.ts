// Made by `npm run lua` of replace-chunk.lua, where its keys, arguments and reply are told.
export const REPLACE_CHUNK = `
local last, count = tonumber(ARGV[3]), tonumber(ARGV[5])
if tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0) ~= last then return 0 end
local records = {}
for segment = 0, last do records[segment + 1] = redis.call('GET', KEYS[5 + segment]) or '' end
if redis.sha1hex(table.concat(records)) ~= ARGV[4] then return 0 end
for segment = 0, count - 1 do redis.call('SET', KEYS[5 + segment], ARGV[6 + segment]) end
for segment = count, last do redis.call('DEL', KEYS[5 + segment]) end
redis.call('HDEL', KEYS[3], ARGV[2])
local isKept = {}
for at = 6 + count, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  isKept[ARGV[at]] = true
end
for _, transponder in ipairs(redis.call('HKEYS', KEYS[2])) do
  if not isKept[transponder] then redis.call('HDEL', KEYS[2], transponder) end
end
if count > 1 then redis.call('HSET', KEYS[4], ARGV[1], count - 1) else redis.call('HDEL', KEYS[4], ARGV[1]) end
if count == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
return 1
`;
