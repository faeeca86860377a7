-- What scripts that read and rewrite records have in common. Stands in front of them.

-- Numbers of other writers are taken only where they are whole and every reader holds them exactly; else they are absent.
local function number(x, max)
  if type(x) == 'number' and x >= 0 and x <= (max or 9007199254740991) and x % 1 == 0 then return x + 0 end
end

local function print(x)
  return string.format('%.0f', x)
end

-- A record's members but for some, as they are written: decoding and encoding them again would change them.
local function members(v, except)
  local kept, depth, from, i = {}, 0, 1, 1
  while true do
    local at = string.find(v, '["{}%[%],]', i)
    if not at then return table.concat(kept, ',') end
    local c = string.sub(v, at, at)
    i = at + 1
    if c == '"' then
      local quote = string.find(v, '["\\]', i)
      while string.sub(v, quote, quote) == '\\' do quote = string.find(v, '["\\]', quote + 2) end
      i = quote + 1
    elseif c == '{' or c == '[' then
      depth = depth + 1
      if depth == 1 then from = i end
    else
      if depth == 1 then
        local member = string.sub(v, from, at - 1)
        local name = string.match(member, '^%s*("[^"]*")%s*:')
        if not (name and except[cjson.decode('[' .. name .. ']')[1]]) then kept[#kept + 1] = member end
        from = i
      end
      if c ~= ',' then depth = depth - 1 end
    end
  end
end
