-- Keeps the new names of the dictionaries.

local function keepNames(namesKey, numbersKey, added)
  if #added == 0 then return end
  redis.call('HSET', namesKey, unpack(added))
  local turned = {}
  for i = 1, #added, 2 do turned[i], turned[i + 1] = added[i + 1], added[i] end
  redis.call('HSET', numbersKey, unpack(turned))
end

if meta.added then
  redis.call('SET', KEYS[8], meta.added.version)
  keepNames(KEYS[4], KEYS[3], meta.added.sources)
  keepNames(KEYS[6], KEYS[5], meta.added.transponders)
end
