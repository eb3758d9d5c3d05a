// Made by `npm run lua` of trim-feed.lua, where its keys, arguments and reply are told.
export const TRIM_FEED = `
local FEED_RUN = '<I6I4I2I3I3'
local taken = 0
while taken < tonumber(ARGV[1]) do
  local run = redis.call('LINDEX', KEYS[1], 1)
  if not run then break end
  local _, chunk = struct.unpack(FEED_RUN, run)
  if redis.call('ZSCORE', KEYS[2], chunk) then break end
  redis.call('LREM', KEYS[1], 1, run)
  taken = taken + 1
end
return taken
`;
