-- Moves a record to another name.
--
-- KEYS  1 the records, last the audit trail
-- ARGV  1 its name, 2 the next one, 3 its value now, 4 the next one; last the entry of the trail
-- Reply renamed, or why not: changed where the value is another one now, taken where the next name is

-- include ../audit/parts/note.lua
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[3] then return 'changed' end
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 1 then return 'taken' end
note()
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
redis.call('HDEL', KEYS[1], ARGV[1])
return 'renamed'
