// Made by `npm run lua` of read-feed.lua, where its keys, arguments and reply are told.
export const READ_FEED = `
local FEED_RUN, FEED_RUN_BYTES = '<I6I4I2I3I3', 18
local feed, runs = KEYS[1], KEYS[2]
local function historyHere()
  local told = redis.pcall('INFO', 'replication')
  return type(told) == 'string' and string.match(told, 'master_replid:(%w+)') or ''
end
local head
local function lookAtFeed()
  local found = redis.call('GET', feed)
  if not found or string.sub(found, FEED_RUN_BYTES + 1) ~= historyHere() then return {8} end
  head = {struct.unpack(FEED_RUN, found)}
  return false
end
local function follow(chunk, segment, slot, count)
  local first = head[1] + head[5]
  if chunk == head[2] and segment == head[3] and slot == head[4] + head[5] and head[5] > 0 then
    head[5] = head[5] + count
  else
    if head[5] > 0 then redis.call('RPUSH', runs, struct.pack(FEED_RUN, unpack(head, 1, 5))) end
    head = {first, chunk, segment, slot, count}
  end
  redis.call('SETRANGE', feed, 0, struct.pack(FEED_RUN, unpack(head, 1, 5)))
  return first
end
local unopened = lookAtFeed()
if unopened then return unopened end
local function firstOf(index)
  return (struct.unpack(FEED_RUN, redis.call('LINDEX', runs, index)))
end
local from, most, count = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call('LLEN', runs)
local oldest = count > 1 and firstOf(1) or head[1]
local low, high = 0, count - 1
while low < high do
  local middle = math.ceil((low + high) / 2)
  if firstOf(middle) <= from then low = middle else high = middle - 1 end
end
local found = most > 0 and redis.call('LRANGE', runs, low, low + most - 1) or {}
local history = historyHere()
return {
  1, history, oldest, struct.pack(FEED_RUN, unpack(head)), table.concat(found),
  history == ARGV[3] and '' or redis.call('GET', KEYS[3]) or '',
}
`;
