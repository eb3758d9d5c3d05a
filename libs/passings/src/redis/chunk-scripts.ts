/**
 * forgetChunk: drops one chunk with its segments and summaries, and the digest of its day, unless it grew since it was
 * looked at.
 * KEYS 1 chunks, 2 its summaries, 3 digests, 4 segments, 5.. every segment of the chunk
 * ARGV 1 number of the chunk, 2 its last segment, 3 bytes of that one, 4 day. Reply: 1 where it was dropped, else 0.
 */
export const FORGET_SCRIPT = `
if tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0) ~= tonumber(ARGV[2]) then return 0 end
if redis.call('STRLEN', KEYS[#KEYS]) ~= tonumber(ARGV[3]) then return 0 end
redis.call('HDEL', KEYS[3], ARGV[4], 'seen:' .. ARGV[4])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
for at = 5, #KEYS do redis.call('UNLINK', KEYS[at]) end
redis.call('UNLINK', KEYS[2])
return 1
`;

/**
 * setDigest: sets the digest of a day and who was seen on it, where the word of the one who makes it still stands.
 * KEYS 1 digests; ARGV 1 day, 2 word, 3 digest, 4 who was seen.
 */
export const DIGEST_SCRIPT = `
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3], 'seen:' .. ARGV[1], ARGV[4]) end
`;

/**
 * compactSegment: a segment that grew by and by takes up to twice its size of memory, and one that is set as a whole what
 * it needs. KEYS 1 segment of a chunk. Reply: bytes that were set.
 */
export const COMPACT_SCRIPT = `
local records = redis.call('GET', KEYS[1])
if not records then return 0 end
redis.call('SET', KEYS[1], records)
return #records
`;

/**
 * replaceChunk: puts other records in the place of those of a chunk, where it still has what was read, and drops the digest
 * of its day; without any, the chunk goes.
 * KEYS 1 chunks, 2 its summaries, 3 digests, 4 segments, 5.. every segment that the chunk has or gets
 * ARGV 1 number of the chunk, 2 day, 3 its last segment and 4 SHA-1 of its records as they were read, 5 how many segments
 * follow, then these, then transponder and summary of each. Reply 1, or 0 where it has something else by now.
 */
export const REPLACE_SCRIPT = `
local last, count = tonumber(ARGV[3]), tonumber(ARGV[5])
if tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0) ~= last then return 0 end
local records = {}
for segment = 0, last do records[segment + 1] = redis.call('GET', KEYS[5 + segment]) or '' end
if redis.sha1hex(table.concat(records)) ~= ARGV[4] then return 0 end
for segment = 0, count - 1 do redis.call('SET', KEYS[5 + segment], ARGV[6 + segment]) end
for segment = count, last do redis.call('DEL', KEYS[5 + segment]) end
redis.call('HDEL', KEYS[3], ARGV[2])
-- The last field that is deleted takes the hash with it: what is set comes first.
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

/**
 * readLedger: the ledger of a decoder and its holes, as one moment had them.
 * KEYS 1 ledgers, 2 holes of the decoder; ARGV fields of the ledgers. Reply: their texts; field and text of all holes
 */
export const READ_LEDGER_SCRIPT = `
return {redis.call('HMGET', KEYS[1], unpack(ARGV)), redis.call('HGETALL', KEYS[2])}
`;

/**
 * lowerHighest: the highest number of a decoder is another one now, where nothing was stored of it since that was read.
 * KEYS 1 ledger, 2 ledgers, 3 holes of the decoder
 * ARGV 1 decoder, 2 its highest number and 3 its ledger as they were read, 4 highest number now, empty where none is left:
 * then its ledger goes, 5.. its other fields
 */
export const LOWER_SCRIPT = `
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return end
if (redis.call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[3] then return end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1], unpack(ARGV, 5))
  redis.call('DEL', KEYS[3])
end
`;
