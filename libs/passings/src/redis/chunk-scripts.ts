/**
 * forgetChunk: drops one chunk with its segments and summaries, and the digest of its day, unless it grew since it was
 * looked at.
 * KEYS 1 chunks, 2 chunk, 3 its summaries, 4 digest, 5 segments; ARGV 1 number of the chunk, 2 its last segment, 3 bytes of
 * that one. Reply: 1 where it was dropped, else 0.
 */
export const FORGET_SCRIPT = `
local last = tonumber(redis.call('HGET', KEYS[5], ARGV[1]) or 0)
local lastKey = last > 0 and KEYS[2] .. ':' .. last or KEYS[2]
if last ~= tonumber(ARGV[2]) or redis.call('STRLEN', lastKey) ~= tonumber(ARGV[3]) then return 0 end
redis.call('DEL', KEYS[4])
redis.call('ZREM', KEYS[1], ARGV[1])
for segment = 1, last do
  redis.call('UNLINK', KEYS[2] .. ':' .. segment)
end
redis.call('HDEL', KEYS[5], ARGV[1])
redis.call('UNLINK', KEYS[2], KEYS[3])
return 1
`;

/**
 * setDigest: sets the digest of a day where the word of the one who makes it still stands.
 * KEYS 1 digest; ARGV 1 word, 2 digest.
 */
export const DIGEST_SCRIPT = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
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
 * KEYS 1 chunks, 2 chunk, 3 its summaries, 4 digest, 5 segments
 * ARGV 1 number of the chunk, 2 SHA-1 of its records as they were read, 3 how many segments follow, then these, then
 * transponder and summary of each. Reply 1, or 0 where it has something else by now.
 */
export const REPLACE_SCRIPT = `
local function segmentKey(segment) return KEYS[2] .. (segment > 0 and ':' .. segment or '') end
local last = tonumber(redis.call('HGET', KEYS[5], ARGV[1]) or 0)
local records = {}
for segment = 0, last do records[segment + 1] = redis.call('GET', segmentKey(segment)) or '' end
if redis.sha1hex(table.concat(records)) ~= ARGV[2] then return 0 end
local count = tonumber(ARGV[3])
for segment = 0, count - 1 do redis.call('SET', segmentKey(segment), ARGV[4 + segment]) end
redis.call('DEL', KEYS[4], KEYS[3])
for at = 4 + count, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1]) end
for segment = count, last do redis.call('DEL', segmentKey(segment)) end
if count > 1 then redis.call('HSET', KEYS[5], ARGV[1], count - 1) else redis.call('HDEL', KEYS[5], ARGV[1]) end
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
