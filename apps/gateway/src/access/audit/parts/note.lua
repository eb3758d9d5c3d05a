-- Notes the entry of the trail, the last of KEYS and ARGV, which is empty where there is none. A script calls it once it is
-- sure to change something, and before it removes a key.

local function note()
  if ARGV[#ARGV] ~= '' then redis.call('ZADD', KEYS[#KEYS], 0, ARGV[#ARGV]) end
end
