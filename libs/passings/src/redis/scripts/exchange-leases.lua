-- exchangeLeases: sets leases of decoders, all in one step.
--
-- KEYS  1 ledgers, 2 standing-by
-- ARGV  1 for how many ms the caller is known to stand by, 0 where it does not
--       then of each decoder: its field, the text that is expected there ('' for none), the text to set ('' for none), and 1
--       where that is to be set in any case
-- Reply the text of each afterwards
--
-- A gateway that is alone on its Redis writes nothing: its beat is noted only while another gateway watches.

local isWatched = ARGV[1] ~= '0'
if isWatched then redis.call('SET', KEYS[2], '1', 'PX', ARGV[1]) else isWatched = redis.call('EXISTS', KEYS[2]) == 1 end
local fields = {}
for at = 2, #ARGV, 4 do fields[#fields + 1] = ARGV[at] end
local texts, changes = redis.call('HMGET', KEYS[1], unpack(fields)), {}
for i, field in ipairs(fields) do
  local expected, text, urgent = ARGV[4 * i - 1], ARGV[4 * i], ARGV[4 * i + 1]
  texts[i] = texts[i] or ''
  if text ~= '' and texts[i] == expected and (isWatched or urgent == '1') then
    texts[i] = text
    changes[#changes + 1] = field
    changes[#changes + 1] = text
  end
end
if #changes > 0 then redis.call('HSET', KEYS[1], unpack(changes)) end
return texts
