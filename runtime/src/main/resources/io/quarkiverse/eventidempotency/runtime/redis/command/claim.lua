-- Takes the right to run an event's body, if nobody has it.
-- KEYS[1] the record
-- ARGV    1 owner  2 lease_ms  3 hold_ms (PX while not completed)  4 max_attempts (0: no bound)  5 after_crash (RERUN|QUARANTINE)
--         6 tail: the new record's members after first_seen_at, starting with a comma  7 first_seen_at (JSON string)
--         8 scope ('': none)  9 idempotency_key  10 fingerprint ('': none)
-- reply   {'ACQUIRED', attempt, fence, first_seen_at}, where a claim was taken over with late_ms and its node ('': none)
--         {'IN_FLIGHT', remaining_ms}  {'SETTLED'}
--         {'DUPLICATE', record, PTTL}  {'FAILED'|'REUSED'|'FOREIGN', record}  {'FOREIGN'} where the value is no text
local v = redis.pcall('GET', KEYS[1])
if type(v) == 'table' then
  if string.sub(v.err or '', 1, 9) == 'WRONGTYPE' then return {'FOREIGN'} end
  return v
end

local function text(x)
  if type(x) == 'string' then return x end
end

local function acquire(attempt, fence, first, late, node)
  local t = redis.call('TIME')
  local now = t[1] * 1000000 + t[2]
  if fence and fence >= now then now = fence + 1 end
  redis.call('SET', KEYS[1], '{"status":"processing","owner":"' .. ARGV[1] .. '","attempt":' .. print(attempt) ..
    ',"fence":' .. print(now) .. ',"lease_ms":' .. ARGV[2] .. ',"ttl_ms":' .. ARGV[3] .. ',"first_seen_at":' .. first ..
    ARGV[6] .. '}', 'PX', ARGV[3])
  return {'ACQUIRED', print(attempt), print(now), first, late, node}
end

local function duplicate()
  return {'DUPLICATE', v, print(redis.call('PTTL', KEYS[1]))}
end

if not v then return acquire(1, nil, ARGV[7]) end
-- Large results are never decoded.
if string.sub(v, 1, 21) == '{"status":"completed"' then return duplicate() end
-- A zero byte is no JSON, but ends it for cjson.
if string.find(v, '\0', 1, true) then return {'FOREIGN', v} end
local ok, r = pcall(cjson.decode, v)
if not ok or type(r) ~= 'table' or type(r.status) ~= 'string' then return {'FOREIGN', v} end
if r.status == 'completed' then return duplicate() end
if r.status ~= 'processing' and r.status ~= 'failed' then return {'FOREIGN', v} end
-- Another event's record, before anything of it is looked at, let alone overwritten.
if (text(r.scope) or '') ~= ARGV[8] or (text(r.idempotency_key) or ARGV[9]) ~= ARGV[9] then return {'FOREIGN', v} end
if text(r.fingerprint) and ARGV[10] ~= '' and r.fingerprint ~= ARGV[10] then return {'REUSED', v} end

local owner, attempt, fence = text(r.owner), number(r.attempt, 2147483646) or 1, number(r.fence)
local first, late = text(r.first_seen_at) and cjson.encode(r.first_seen_at) or ARGV[7], nil
if r.status == 'failed' then
  if r.retryable == false then return {'FAILED', v} end
  -- This token has had its run.
  if owner == ARGV[1] then return {'SETTLED'} end
else
  local ttl, lease, pttl = number(r.ttl_ms), number(r.lease_ms), redis.call('PTTL', KEYS[1])
  if ttl == 0 then ttl = nil end
  -- The caller's own claim, whose reply was lost.
  if owner == ARGV[1] then
    redis.call('PEXPIRE', KEYS[1], print(ttl or ARGV[3]))
    return {'ACQUIRED', print(attempt), print(fence or 0), first}
  end
  -- A writer that knows no lease is lent one, from now on.
  if not (ttl and lease) then
    local px = pttl < 0 and ARGV[3] or print(math.max(pttl, 1))
    local head = string.match(v, '^%s*{')
    local rest = string.gsub(members(v, {lease_ms = true, ttl_ms = true}), '%s*$', '')
    redis.call('SET', KEYS[1], head .. rest .. ',"lease_ms":' .. ARGV[2] .. ',"ttl_ms":' .. px .. '}', 'PX', px)
    return {'IN_FLIGHT', ARGV[2]}
  end
  -- Somebody took the record's time to live away: the lease starts again.
  if pttl < 0 then
    redis.call('PEXPIRE', KEYS[1], print(ttl))
    return {'IN_FLIGHT', print(lease)}
  end
  late = ttl - pttl - lease
  if late < 0 then return {'IN_FLIGHT', print(-late)} end
end

local max, why = tonumber(ARGV[4]), nil
if max > 0 and attempt >= max then why = 'ATTEMPTS_EXHAUSTED'
elseif r.status == 'processing' and ARGV[5] == 'QUARANTINE' then why = 'QUARANTINED' end
if not why then return acquire(attempt + 1, fence, first, late and print(late), late and (text(r.node) or '')) end
-- The owner stays: if it was only slow, its completion still counts.
local rest = members(v, {status = true, owner = true, attempt = true, fence = true, lease_ms = true, ttl_ms = true,
  retryable = true, error_type = true})
if rest ~= '' then rest = ',' .. rest end
local stopped = '{"status":"failed","owner":' .. cjson.encode(owner or '') .. ',"attempt":' .. print(attempt) ..
  ',"fence":' .. print(fence or 0) .. ',"lease_ms":' .. ARGV[2] .. ',"ttl_ms":' .. ARGV[3] .. rest ..
  ',"retryable":false,"error_type":"' .. why .. '"}'
redis.call('SET', KEYS[1], stopped, 'PX', ARGV[3])
return {'FAILED', stopped}
