-- Ends claims: completes them, fails them or gives them back. Each record is settled by itself.
-- KEYS    the records
-- ARGV    1 COMPLETE|FAIL  2 px  3 recreate (1|0)
--         then for each record: the beginning of what the claim wrote, up to its owner, and the whole new record
-- reply   for each record 'OK'  'RECREATED'  'GONE'  'LOST'  'FOREIGN', or the error of its command
local function store(key, record, reply)
  local set = redis.pcall('SET', key, record, 'PX', ARGV[2])
  return set.err and set or reply
end

local function settle(key, claimed, record)
  -- Nearly always the claim's record is still there. Only its beginning is read then.
  if redis.pcall('GETRANGE', key, 0, #claimed - 1) == claimed then return store(key, record, 'OK') end
  local v = redis.pcall('GET', key)
  if type(v) == 'table' then
    if string.sub(v.err or '', 1, 9) == 'WRONGTYPE' then return 'FOREIGN' end
    return v
  end
  if not v then return ARGV[3] == '1' and store(key, record, 'RECREATED') or 'GONE' end
  -- Records of ours begin with these two and are not decoded.
  local status, owner = string.match(v, '^{"status":"(%a+)","owner":"([^"]*)"')
  if not status then
    -- A zero byte is no JSON, but ends it for cjson.
    local ok, r = pcall(cjson.decode, v)
    if string.find(v, '\0', 1, true) or not ok or type(r) ~= 'table' then return 'FOREIGN' end
    status, owner = r.status, r.owner
  end
  if status ~= 'processing' and status ~= 'completed' and status ~= 'failed' then return 'FOREIGN' end
  if owner ~= string.match(claimed, '"owner":"(.*)"$') then return 'LOST' end
  -- The same completion, sent twice.
  if status == 'completed' then return 'OK' end
  -- Never lifts a quarantine, never undoes a release.
  if ARGV[1] == 'FAIL' and status ~= 'processing' then return 'OK' end
  return store(key, record, 'OK')
end

local replies = {}
for i, key in ipairs(KEYS) do replies[i] = settle(key, ARGV[2 * i + 2], ARGV[2 * i + 3]) end
return replies
