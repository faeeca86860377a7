-- What an operator decides on a record.
-- KEYS[1] the record
-- ARGV    1 DELETE|RELEASE|ORPHAN|COMPLETE|FAIL  2 the step's token  3 lease_ms where the record has none
--         4 DELETE, RELEASE, ORPHAN: hold_ms (PX while not completed) where the record has none; COMPLETE, FAIL: PX,
--           unless the record's own is longer
--         DELETE  5 what is meant: '' (anything), NO_TEXT, or the value's SHA-1  6 whether only if its lease has ended (1|0)
--         ORPHAN  5 how long ago its lease must have ended, in ms
--         COMPLETE, FAIL  5 first_seen_at where there is no record (JSON string)  6 members that say what that is a record of
--                 ('': not known)  7 members that tell the outcome; both starting with a comma
-- reply   DELETE 'DELETED' 'REVOKED' 'ABSENT'  RELEASE 'RELEASED' 'COMPLETED' 'ABSENT' 'FOREIGN'
--         ORPHAN 'REVOKED' 'LENT' 'KEPT'  COMPLETE, FAIL 'FORCED' 'COMPLETED' 'FOREIGN' 'ABSENT'
local action, token = ARGV[1], ARGV[2]
local forces = action == 'COMPLETE' or action == 'FAIL'
local v = redis.pcall('GET', KEYS[1])
local no_text = type(v) == 'table'
if no_text and string.sub(v.err or '', 1, 9) ~= 'WRONGTYPE' then return v end

-- What stands there: a record with this status, or none.
local status, r
if v and not no_text then
  if string.sub(v, 1, 21) == '{"status":"completed"' then
    -- Large results are never decoded.
    status, r = 'completed', {owner = string.match(v, '^{"status":"completed","owner":"([^"]*)"')}
  elseif not string.find(v, '\0', 1, true) then -- a zero byte is no JSON, but ends it for cjson
    local ok, read = pcall(cjson.decode, v)
    if ok and type(read) == 'table' and
        (read.status == 'processing' or read.status == 'completed' or read.status == 'failed') then
      status, r = read.status, read
    end
  end
end

-- The same step, sent twice.
if forces and r and r.owner == token then return 'FORCED' end
if not forces and status == 'failed' and r.operation == token then
  return action == 'RELEASE' and 'RELEASED' or 'REVOKED'
end

-- A completed record has no lease and no time to live to reckon with.
local function reckoning(lease, ttl)
  return action == 'COMPLETE' and '' or ',"lease_ms":' .. lease .. ',"ttl_ms":' .. ttl
end

if not v then
  if action == 'ORPHAN' then return 'KEPT' end
  if not forces or ARGV[6] == '' then return 'ABSENT' end
  local t = redis.call('TIME')
  redis.call('SET', KEYS[1], '{"status":"' .. (action == 'COMPLETE' and 'completed' or 'failed') .. '","owner":"' .. token ..
    '","attempt":1,"fence":' .. print(t[1] * 1000000 + t[2]) .. reckoning(ARGV[3], ARGV[4]) ..
    ',"first_seen_at":' .. ARGV[5] .. ARGV[6] .. ARGV[7] .. '}', 'PX', ARGV[4])
  return 'FORCED'
end
if action ~= 'DELETE' then
  if not status then return action == 'ORPHAN' and 'KEPT' or 'FOREIGN' end
  if status == 'completed' then return action == 'ORPHAN' and 'KEPT' or 'COMPLETED' end
end

local pttl = redis.call('PTTL', KEYS[1])
local lease, ttl = r and number(r.lease_ms), r and number(r.ttl_ms)
if ttl == 0 then ttl = nil end
local function ended(ago)
  return status == 'processing' and lease and ttl and pttl >= 0 and ttl - pttl - lease >= ago
end

if action == 'DELETE' then
  local meant = ARGV[5] == '' or ARGV[5] == (no_text and 'NO_TEXT' or redis.sha1hex(no_text and '' or v))
  if not meant or ARGV[6] == '1' and not ended(0) then return 'ABSENT' end
  if status ~= 'processing' then
    redis.call('UNLINK', KEYS[1])
    return 'DELETED'
  end
elseif action == 'ORPHAN' then
  if status ~= 'processing' or r.after_crash == 'QUARANTINE' then return 'KEPT' end
  -- A writer that knows no lease is lent one, from now on.
  if not (lease and ttl) then
    local px = pttl < 0 and ARGV[4] or print(math.max(pttl, 1))
    local rest = string.gsub(members(v, {lease_ms = true, ttl_ms = true}), '%s*$', '')
    redis.call('SET', KEYS[1], string.match(v, '^%s*{') .. rest .. ',"lease_ms":' .. ARGV[3] .. ',"ttl_ms":' .. px .. '}',
      'PX', px)
    return 'LENT'
  end
  -- Somebody took the record's time to live away: the lease starts again.
  if pttl < 0 then
    redis.call('PEXPIRE', KEYS[1], print(ttl))
    return 'LENT'
  end
  if not ended(tonumber(ARGV[5])) then return 'KEPT' end
end

local except = {status = true, owner = true, attempt = true, fence = true, lease_ms = true, ttl_ms = true, retryable = true,
  operation = true}
local attempt, owner, px, more = number(r.attempt, 2147483646) or 1, '', nil, nil
if forces then
  except.result, except.error, except.error_type, except.completed_at = true, true, true, true
  -- It is remembered for no shorter time than it was to be.
  owner, px, more = token, print(math.max(tonumber(ARGV[4]), ttl or 0)), ARGV[7]
else
  -- Not completed, it keeps its time to live.
  px = print(ttl or pttl >= 0 and math.max(pttl, 1) or ARGV[4])
  more = ',"retryable":true'
  if status == 'processing' then
    except.error, except.error_type = true, true
    more = more .. ',"error":"' .. (action == 'RELEASE' and 'Released' or 'Revoked') .. ' while in flight"'
  end
  more = more .. ',"operation":"' .. token .. '"'
  if action == 'RELEASE' then
    attempt = math.max(0, attempt - 1)
    if r.error_type == 'QUARANTINED' or r.error_type == 'ATTEMPTS_EXHAUSTED' then
      attempt, except.error_type = 0, true
    end
  end
end
local rest = members(v, except)
if rest ~= '' then rest = ',' .. rest end
redis.call('SET', KEYS[1], '{"status":"' .. (action == 'COMPLETE' and 'completed' or 'failed') .. '","owner":"' .. owner ..
  '","attempt":' .. print(attempt) .. ',"fence":' .. print(number(r.fence) or 0) .. reckoning(print(lease or ARGV[3]), px) ..
  rest .. more .. '}', 'PX', px)
return forces and 'FORCED' or action == 'RELEASE' and 'RELEASED' or 'REVOKED'
