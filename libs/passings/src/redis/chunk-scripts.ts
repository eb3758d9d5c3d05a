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
