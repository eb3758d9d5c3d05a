-- Tells the history of this server: another one after it was started again, or another server took over.

local function historyHere()
  local told = redis.pcall('INFO', 'replication')
  return type(told) == 'string' and string.match(told, 'master_replid:(%w+)') or ''
end
