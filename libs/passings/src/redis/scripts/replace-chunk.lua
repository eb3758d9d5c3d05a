-- replaceChunk: puts other records in the place of those of a chunk, where it still has the records that were read, and drops
-- the digest of its day; without other records, the chunk goes.
--
-- KEYS  1 chunks, 2 its summaries, 3 digests, 4 segments, 5.. every segment that the chunk has or gets
-- ARGV  1 number of the chunk, 2 day, 3 its last segment and 4 SHA-1 of its records as they were read, 5 how many segments
--       follow, then these as they are to be, each with its format, then transponder and summary of each
-- Reply 1, or 0 where it has something else by now

local last, count = tonumber(ARGV[3]), tonumber(ARGV[5])
if tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0) ~= last then return 0 end
local records = {}
for segment = 0, last do records[segment + 1] = redis.call('GET', KEYS[5 + segment]) or '' end
if redis.sha1hex(table.concat(records)) ~= ARGV[4] then return 0 end
for segment = 0, count - 1 do redis.call('SET', KEYS[5 + segment], ARGV[6 + segment]) end
for segment = count, last do redis.call('DEL', KEYS[5 + segment]) end
redis.call('HDEL', KEYS[3], ARGV[2])
-- Set before deleted: the last field that is deleted takes the hash with it.
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
