// Made by `npm run lua` of open-feed.lua, where its keys, arguments and reply are told.
export const OPEN_FEED = `
local FEED_RUN = '<I6I4I2I3I3'
local function historyHere()
  local told = redis.pcall('INFO', 'replication')
  return type(told) == 'string' and string.match(told, 'master_replid:(%w+)') or ''
end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
for at = 4, #ARGV do redis.call('LREM', KEYS[2], 1, ARGV[at]) end
if redis.call('LLEN', KEYS[2]) == 0 then redis.call('RPUSH', KEYS[2], struct.pack(FEED_RUN, 0, 0, 0, 0, 0)) end
redis.call('SET', KEYS[3], ARGV[3])
redis.call('SET', KEYS[1], ARGV[2] .. historyHere())
return 1
`;
