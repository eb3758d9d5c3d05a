-- Ends the script where the dictionaries are of another version than the numbers of the caller. KEYS and the first two ARGV
-- are those of store-passings.lua.

local prefix, meta = ARGV[1], cjson.decode(ARGV[2])
local segments, digests, feed, runs = KEYS[9], KEYS[10], KEYS[11], KEYS[12]

if (redis.call('GET', KEYS[8]) or '') ~= meta.version then return {0} end

-- Few calls with many fields: each call costs more than its fields do.
local function fieldsOf(key, fields)
  return #fields == 0 and {} or redis.call('HMGET', key, unpack(fields))
end
