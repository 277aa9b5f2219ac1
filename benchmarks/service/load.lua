-- Posts the notes of a file, one after the other, each by another number.
local notes = {}
for line in io.lines(os.getenv("NOTES")) do notes[#notes + 1] = line end
local next_note = 0
local headers = {["Content-Type"] = "application/json"}

function request()
  next_note = next_note % #notes + 1
  return wrk.format("POST", "/v1/extract", headers, notes[next_note])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "bad": %d, "connect": %d, "read": %d, "write": %d, '
      .. '"timeout": %d, "p50_ms": %f, "p99_ms": %f}\n',
    summary.requests, summary.duration / 1e6, errors.status, errors.connect, errors.read,
    errors.write, errors.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
