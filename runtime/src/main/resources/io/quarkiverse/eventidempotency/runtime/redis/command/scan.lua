-- One step over the keys of one server.
-- KEYS[1] leads to the server; nothing is looked for there
-- ARGV    1 cursor  2 the run of the server that the cursor is of ('': any)  3 pattern  4 count
--         5 a slot: servers of the Cluster whose slots all come before it, or at it, are done
-- reply   {run, cursor of the next step, keys, the slot that leads to the next server once the cursor is 0 (-1: none)}
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
-- The cursor of another server says nothing here: that server begins anew.
local from = (ARGV[2] == '' or ARGV[2] == run) and ARGV[1] or '0'
local step = redis.call('SCAN', from, 'MATCH', ARGV[3], 'COUNT', ARGV[4])
local after = -1
if step[1] == '0' then
  -- Refused where there is no Cluster.
  local slots, first = redis.pcall('CLUSTER', 'SLOTS'), {}
  if not slots.err then
    for _, range in ipairs(slots) do
      local node = range[3][3]
      first[node] = math.min(first[node] or range[1], range[1])
    end
    for _, slot in pairs(first) do
      if slot > tonumber(ARGV[5]) and (after < 0 or slot < after) then after = slot end
    end
  end
end
return {run, step[1], step[2], after}
