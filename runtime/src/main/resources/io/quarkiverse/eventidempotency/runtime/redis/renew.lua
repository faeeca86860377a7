-- Starts a claim's lease again.
-- KEYS[1] the record
-- ARGV    1 owner  2 hold_ms
-- reply   'OK'  'GONE'  'LOST'  'SETTLED'
local v = redis.pcall('GET', KEYS[1])
if type(v) == 'table' then
  if string.sub(v.err or '', 1, 9) == 'WRONGTYPE' then return 'LOST' end
  return v
end
if not v then return 'GONE' end
local status, owner = string.match(v, '^{"status":"(%a+)","owner":"([^"]*)"')
if owner ~= ARGV[1] then return 'LOST' end
if status == 'completed' or status == 'failed' then return 'SETTLED' end
if status ~= 'processing' then return 'LOST' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'OK'
