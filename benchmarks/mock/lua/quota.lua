-- A strict sliding window: what was taken counts for exactly the window's length.
local Window = {}
Window.__index = Window

-- `length` in microseconds.
local function new(capacity, length)
  return setmetatable(
    { capacity = capacity, length = length, at = {}, amounts = {}, head = 1, tail = 0, used = 0 },
    Window)
end

local function forget(self, now)
  local at, amounts = self.at, self.amounts
  while self.head <= self.tail and at[self.head] <= now - self.length do
    self.used = self.used - amounts[self.head]
    at[self.head], amounts[self.head] = nil, nil
    self.head = self.head + 1
  end
end

-- Whether an amount fits now.
function Window:fits(now, amount)
  forget(self, now)
  return self.used + amount <= self.capacity
end

-- Whether anything is left, for a provider that learns the amount only later.
function Window:is_open(now)
  forget(self, now)
  return self.used < self.capacity
end

function Window:take(now, amount)
  self.tail = self.tail + 1
  self.at[self.tail], self.amounts[self.tail] = now, amount
  self.used = self.used + amount
end

-- Reads "500/10,80/1": amounts and seconds.
local function read(text)
  local windows = {}
  for amount, seconds in (text or ""):gmatch("([%d.]+)/([%d.]+)") do
    windows[#windows + 1] = new(tonumber(amount), tonumber(seconds) * 1e6)
  end
  return windows
end

return { read = read }
