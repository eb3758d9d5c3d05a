-- Checks the script behind it: refuses commands on undeclared keys. Where all keys existed when the script began, it refuses
-- commands on removed keys as well, as Redis does while a cluster moves the slot, which leaves a script half done.
--
-- KEYS  those of the script
-- ARGV  those of the script
-- Reply that of the script

local redis = (function()
  local real, isDeclared, isWhole = redis, {}, true
  for _, key in ipairs(KEYS) do
    isDeclared[key] = true
    isWhole = isWhole and real.call('EXISTS', key) == 1
  end
  local function check(...)
    if (...) == 'INFO' then return end
    for _, key in ipairs(real.call('COMMAND', 'GETKEYS', ...)) do
      if not isDeclared[key] then error('UNDECLARED ' .. key .. ' by ' .. ...) end
      if isWhole and real.call('EXISTS', key) == 0 then error('REMOVED BEFORE ' .. key .. ' by ' .. ...) end
    end
  end
  local function call(...) check(...) return real.call(...) end
  local function pcall(...) check(...) return real.pcall(...) end
  return setmetatable({call = call, pcall = pcall}, {__index = real})
end)()
