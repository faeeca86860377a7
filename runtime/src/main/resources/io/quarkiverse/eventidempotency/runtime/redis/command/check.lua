-- Calls every command that a delivery's scripts call, on a key that does not exist and in a form that changes nothing.
-- KEYS[1] the key, on a Cluster, where it leads to a server
-- ARGV    1 the key elsewhere: named here, its permissions do not decide whether the script runs
-- reply   {command, error, command, error, …} of those that were refused
local key, refused = KEYS[1] or ARGV[1], {}
for _, call in ipairs({{'GET', key}, {'GETRANGE', key, '0', '0'}, {'PTTL', key}, {'PEXPIRE', key, '1'},
  {'SET', key, '', 'XX', 'PX', '1'}, {'TIME'}}) do
  local reply = redis.pcall(unpack(call))
  if type(reply) == 'table' and reply.err then
    refused[#refused + 1] = call[1]
    refused[#refused + 1] = reply.err
  end
end
return refused
