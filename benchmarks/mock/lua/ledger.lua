-- What the provider remembers of a run: one row a request, and the sums.
local ffi = require "ffi"

ffi.cdef [[
  typedef struct { long sec; long nsec; } mock_timespec;
  int clock_gettime(int clock, mock_timespec *time);
]]
local spec = ffi.new("mock_timespec")

-- Microseconds on a clock that is never set back.
local function now()
  ffi.C.clock_gettime(1, spec)
  return tonumber(spec.sec) * 1e6 + math.floor(tonumber(spec.nsec) / 1000)
end

local Ledger = {}
Ledger.__index = Ledger

local function new()
  return setmetatable({
    arrived = {}, done = {}, status = {}, kind = {}, document = {}, attempt = {}, input = {},
    output = {}, cap = {}, count = 0, attempts = {}, documents = 0, in_flight = 0, peak = 0,
  }, Ledger)
end

-- Notes a request and returns its row and which attempt at its document it is.
function Ledger:arrive(at, document, input, cap)
  local row = self.count + 1
  self.count = row
  local attempt = (self.attempts[document] or 0) + 1
  if attempt == 1 then self.documents = self.documents + 1 end
  self.attempts[document] = attempt
  self.arrived[row], self.document[row], self.attempt[row] = at, document, attempt
  self.done[row], self.status[row], self.kind[row] = 0, 0, "open"
  self.input[row], self.cap[row], self.output[row] = input, cap, 0
  self.in_flight = self.in_flight + 1
  self.peak = math.max(self.peak, self.in_flight)
  return row, attempt
end

function Ledger:finish(row, at, status, kind)
  self.done[row], self.status[row], self.kind[row] = at, status, kind
  self.in_flight = self.in_flight - 1
end

local function object(counts)
  local parts = {}
  for name, count in pairs(counts) do
    parts[#parts + 1] = string.format('"%s":%d', name, count)
  end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

function Ledger:json()
  local status, kinds, input, output = {}, {}, 0, 0
  for row = 1, self.count do
    local code, kind = self.status[row], self.kind[row]
    status[code] = (status[code] or 0) + 1
    kinds[kind] = (kinds[kind] or 0) + 1
    if code == 200 then input, output = input + self.input[row], output + self.output[row] end
  end
  return string.format(
    '{"requests":%d,"documents":%d,"status":%s,"kinds":%s,"first":%.0f,"last":%.0f,'
      .. '"in_flight":%d,"peak_in_flight":%d,"input_tokens":%d,"output_tokens":%d}',
    self.count, self.documents, object(status), object(kinds), self.arrived[1] or 0,
    self.arrived[self.count] or 0, self.in_flight, self.peak, input, output)
end

-- The rows as tab-separated text, in the order of arrival.
function Ledger:text()
  local lines = {}
  for row = 1, self.count do
    lines[row] = string.format(
      "%.0f\t%.0f\t%d\t%s\t%s\t%d\t%d\t%d\t%d", self.arrived[row], self.done[row], self.status[row],
      self.kind[row], self.document[row], self.attempt[row], self.input[row], self.cap[row],
      self.output[row])
  end
  return table.concat(lines, "\n")
end

return { new = new, now = now }
