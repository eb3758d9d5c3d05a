// Made by `npm run lua` of compact-segment.lua, where its keys, arguments and reply are told.
export const COMPACT_SEGMENT = `
local records = redis.call('GET', KEYS[1])
if not records then return 0 end
redis.call('SET', KEYS[1], records)
return #records
`;
