/**
 * forgetChunk: drops one chunk with its summaries.
 * KEYS 1 chunks; ARGV 1 prefix, 2 chunk. Reply: how many passings it held.
 */
export const FORGET_SCRIPT = `
local key = ARGV[1] .. 'chunk:' .. ARGV[2]
local records, count = redis.call('GET', key) or '', 0
for at = 1, #records, 28 do
  if string.byte(records, at + 3) < 128 then count = count + 1 end
end
redis.call('DEL', key, ARGV[1] .. 'summaries:' .. ARGV[2])
redis.call('ZREM', KEYS[1], ARGV[2])
return count
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
