-- Ends a claim: completes it, fails it or gives it back.
-- KEYS[1] the record
-- ARGV    1 the beginning of the record that the claim wrote, up to its owner  2 COMPLETE|FAIL  3 px  4 the whole new record  5 recreate (1|0)
-- reply   'OK'  'RECREATED'  'GONE'  'LOST'  'FOREIGN'
-- Nearly always the claim's record is still there. Only its beginning is read then.
if redis.pcall('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[3])
  return 'OK'
end
local v = redis.pcall('GET', KEYS[1])
if type(v) == 'table' then
  if string.sub(v.err or '', 1, 9) == 'WRONGTYPE' then return 'FOREIGN' end
  return v
end
if not v then
  if ARGV[5] ~= '1' then return 'GONE' end
  redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[3])
  return 'RECREATED'
end
-- Records of ours begin with these two and are not decoded.
local status, owner = string.match(v, '^{"status":"(%a+)","owner":"([^"]*)"')
if not status then
  -- A zero byte is no JSON, but ends it for cjson.
  local ok, r = pcall(cjson.decode, v)
  if string.find(v, '\0', 1, true) or not ok or type(r) ~= 'table' then return 'FOREIGN' end
  status, owner = r.status, r.owner
end
if status ~= 'processing' and status ~= 'completed' and status ~= 'failed' then return 'FOREIGN' end
if owner ~= string.match(ARGV[1], '"owner":"(.*)"$') then return 'LOST' end
-- The same completion, sent twice.
if status == 'completed' then return 'OK' end
-- Never lifts a quarantine, never undoes a release.
if ARGV[2] == 'FAIL' and status ~= 'processing' then return 'OK' end
redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[3])
return 'OK'
