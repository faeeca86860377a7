-- Looks at a value.
-- KEYS[1] where it stands
-- reply   {pttl, value}  {pttl} where the value is no text  {} where there is none
local v = redis.pcall('GET', KEYS[1])
if type(v) == 'table' then
  if string.sub(v.err or '', 1, 9) == 'WRONGTYPE' then return {redis.call('PTTL', KEYS[1])} end
  return v
end
if not v then return {} end
return {redis.call('PTTL', KEYS[1]), v}
