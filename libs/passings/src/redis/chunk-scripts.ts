/**
 * forgetChunk: drops one chunk with its summaries, and the digest of its day.
 * KEYS 1 chunks, 2 chunk, 3 its summaries, 4 digest; ARGV 1 number of the chunk.
 */
export const FORGET_SCRIPT = `
redis.call('DEL', KEYS[4])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('UNLINK', KEYS[2], KEYS[3])
`;

/**
 * setDigest: sets the digest of a day where the word of the one who makes it still stands.
 * KEYS 1 digest; ARGV 1 word, 2 digest.
 */
export const DIGEST_SCRIPT = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
`;

/**
 * compactChunk: a chunk that grew by and by takes up to twice its size of memory, and one that is set as a whole what it
 * needs. Beyond 2 MB Redis does not over-allocate by more than 1 MB, and the script would take too long.
 * KEYS 1 chunk. Reply: bytes that were set.
 */
export const COMPACT_SCRIPT = `
local size = redis.call('STRLEN', KEYS[1])
if size == 0 or size > 2097152 then return 0 end
redis.call('SET', KEYS[1], redis.call('GET', KEYS[1]))
return size
`;
