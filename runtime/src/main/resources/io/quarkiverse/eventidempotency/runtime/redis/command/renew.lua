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
-- Records of ours begin with these two and are not decoded.
local status, owner = string.match(v, '^{"status":"(%a+)","owner":"([^"]*)"')
if not status then
  -- A zero byte is no JSON, but ends it for cjson.
  local ok, r = pcall(cjson.decode, v)
  if string.find(v, '\0', 1, true) or not ok or type(r) ~= 'table' then return 'LOST' end
  status, owner = r.status, r.owner
end
if owner ~= ARGV[1] then return 'LOST' end
if status == 'completed' or status == 'failed' then return 'SETTLED' end
if status ~= 'processing' then return 'LOST' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'OK'
