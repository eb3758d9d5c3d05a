import { APPEND_RECORDS, BEGIN, FIND_RECORDS, KEEP_NAMES } from './script-parts.js';
import { EXTENSION_MARK, SLOT_BYTES } from './chunk-record.js';

/**
 * redatePassings: passings that are kept get another time, receipt or doubt, atomically. Each is the same passing
 * afterwards, once, in the chunk of its time.
 *
 * KEYS  as storePassings has them
 * ARGV  1 prefix of the site's keys
 *       2 JSON {version, added: as storePassings has them,
 *         from: [[chunk, time in it, number, source, transponder, time source], ...]: where they lie}
 *       3.. pairs, in the same order: chunk, record as chunk-record.ts packs it
 * Reply {1, how many were found and dated anew}, or {0} where the dictionaries are of another version
 *
 * Where a passing lay, a slot is left that is none. Readers remember a chunk by its last record, and where that lies: so
 * that they read it anew, each segment of a chunk that was changed begins with such a slot more.
 *
 * The last write to each key sets all of it: applied twice, the end of this script does the same.
 */
export const REDATE_SCRIPT = `${BEGIN}
local NOTHING = struct.pack('<I4', ${EXTENSION_MARK}) .. string.rep('\\0', ${SLOT_BYTES - 4})
${KEEP_NAMES}
${FIND_RECORDS}
${APPEND_RECORDS}
local changed, redated = {}, 0
local function note(chunk, transponder)
  if not changed[chunk] then changed[chunk] = {} end
  if transponder > 0 then changed[chunk][transponder] = true end
end

local function takeAway(chunk, time, number, source, transponder, timeSource)
  local pattern = struct.pack('<I4I4', time, number)
  for index, records in ipairs(recordsOf(chunk)) do
    local at = holds(records, pattern, source, number, transponder, timeSource)
    if at then
      redis.call('SETRANGE', segmentKey(chunk, index - 1), at - 1, NOTHING)
      kept[chunk][index] = string.sub(records, 1, at - 1) .. NOTHING .. string.sub(records, at + SLOT)
      return true
    end
  end
  return false
end

-- One that was kept twice under two times, because nothing told that it is one, is kept once from now on.
local function isThere(chunk, record)
  local time, number, source, transponder = struct.unpack('<I4I4I2I3', record)
  local pattern = struct.pack('<I4I4', time, number)
  for _, records in ipairs(recordsOf(chunk)) do
    if holds(records, pattern, source, number, transponder, string.byte(record, 28)) then return true end
  end
  return false
end

for i, from in ipairs(meta.from) do
  local chunk, record = tonumber(ARGV[1 + 2 * i]), ARGV[2 + 2 * i]
  if takeAway(unpack(from)) then
    if not isThere(chunk, record) then append(chunk, record) end
    kept[chunk] = nil
    note(from[1], from[5])
    note(chunk, from[5])
    redated = redated + 1
  end
end

local function summarize(chunk, transponders)
  local seen, isEmpty = {}, true
  for _, records in ipairs(recordsOf(chunk)) do
    for at = 1, #records, SLOT do
      local time, _, _, transponder = struct.unpack('<I4I4I2I3', records, at)
      if time < CHUNK_US then
        isEmpty = false
        if transponders[transponder] then
          local mine = seen[transponder] or {time, time, 0}
          seen[transponder] = {math.min(mine[1], time), math.max(mine[2], time), mine[3] + 1}
        end
      end
    end
  end
  return seen, isEmpty
end

local function drop(chunk)
  for segment = 0, lastSegment(chunk) do redis.call('DEL', segmentKey(chunk, segment)) end
  redis.call('DEL', prefix .. 'summaries:' .. chunk)
  redis.call('HDEL', segments, chunk)
  redis.call('ZREM', KEYS[2], chunk)
end

for chunk, transponders in pairs(changed) do
  redis.call('DEL', prefix .. 'digest:' .. math.floor(chunk / DAY_CHUNKS))
  kept[chunk] = nil
  local seen, isEmpty = summarize(chunk, transponders)
  if isEmpty then
    drop(chunk)
  else
    local key = prefix .. 'summaries:' .. chunk
    for transponder in pairs(transponders) do
      local mine = seen[transponder]
      if mine then
        redis.call('HSET', key, transponder, struct.pack('<I4I4I4I4', transponder, unpack(mine)))
      else
        redis.call('HDEL', key, transponder)
      end
    end
    for index, records in ipairs(recordsOf(chunk)) do
      redis.call('SET', segmentKey(chunk, index - 1), NOTHING .. records)
    end
  end
end
return {1, redated}
`;
