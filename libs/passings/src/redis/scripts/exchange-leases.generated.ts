// Made by `npm run lua` of exchange-leases.lua, where its keys, arguments and reply are told.
export const EXCHANGE_LEASES = `
local isWatched = ARGV[1] ~= '0'
if isWatched then redis.call('SET', KEYS[2], '1', 'PX', ARGV[1]) else isWatched = redis.call('EXISTS', KEYS[2]) == 1 end
local fields = {}
for at = 2, #ARGV, 4 do fields[#fields + 1] = ARGV[at] end
local texts, changes = redis.call('HMGET', KEYS[1], unpack(fields)), {}
for i, field in ipairs(fields) do
  local expected, text, urgent = ARGV[4 * i - 1], ARGV[4 * i], ARGV[4 * i + 1]
  texts[i] = texts[i] or ''
  if text ~= '' and texts[i] == expected and (isWatched or urgent == '1') then
    texts[i] = text
    changes[#changes + 1] = field
    changes[#changes + 1] = text
  end
end
if #changes > 0 then redis.call('HSET', KEYS[1], unpack(changes)) end
return texts
`;
