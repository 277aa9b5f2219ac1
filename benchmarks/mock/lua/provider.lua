-- The provider: counts a request, perhaps refuses it, takes its time, and answers.
local answer, ledger, quota = require "answer", require "ledger", require "quota"

local run

-- Starts a run. Parameters of the request, all optional:
--   service=1.5 or 0.5-3   seconds that an answer takes, the same or drawn by document and attempt
--   logprobs=1             answers carry log-probabilities
--   calls=500/10,80/1      strict sliding windows on arrivals: requests and seconds
--   charged=200000/10      window on tokens: prompt and cap, on arrival, never given back
--   input=…, output=…      windows on tokens: the real usage, when an answer is complete
--   refuse=2,5             2 s after the first request, 429 with Retry-After for 5 s
--   faults=1               the fault mix, drawn by document and attempt
--   salt=7                 other draws
--   cuts=stop              what a truncated answer gives as its finish reason (length)
local function start(args)
  local low, high = (args.service or "0"):match("^([%d.]+)%-?([%d.]*)$")
  local refuse_after, refuse_for = (args.refuse or ""):match("^([%d.]+),([%d.]+)$")
  run = {
    ledger = ledger.new(), low = tonumber(low), high = tonumber(high) or tonumber(low),
    logprobs = args.logprobs == "1", faults = args.faults == "1", salt = args.salt or "0",
    cuts = args.cuts or "length", calls = quota.read(args.calls),
    charged = quota.read(args.charged), input = quota.read(args.input),
    output = quota.read(args.output), refuse_after = tonumber(refuse_after),
    refuse_for = tonumber(refuse_for),
  }
end
start({})

-- A number from 0 to 1 that depends on nothing but its arguments.
local function draw(purpose, document, attempt)
  local a, b, c, d =
    ngx.md5_bin(run.salt .. ":" .. purpose .. ":" .. document .. ":" .. attempt):byte(1, 4)
  return (((a * 256 + b) * 256 + c) * 256 + d) / 4294967296
end

local mix = {
  { "error429", 0.05 }, { "error500", 0.02 }, { "reset", 0.01 }, { "cut", 0.01 },
  { "prose", 0.05 }, { "fenced", 0.10 }, { "truncated", 0.03 }, { "violation", 0.03 },
}

local function fault(document, attempt)
  if not run.faults then return "good" end
  local chance = draw("fault", document, attempt)
  for _, entry in ipairs(mix) do
    chance = chance - entry[2]
    if chance < 0 then return entry[1] end
  end
  return "good"
end

local function all(windows, test, ...)
  for _, window in ipairs(windows) do
    if not window[test](window, ...) then return false end
  end
  return true
end

local function take(windows, ...)
  for _, window in ipairs(windows) do window:take(...) end
end

-- Whether the limits let a request pass; what it takes on arrival is taken then.
local function admits(now, tokens)
  if not (all(run.calls, "fits", now, 1) and all(run.charged, "fits", now, tokens)
      and all(run.input, "is_open", now) and all(run.output, "is_open", now)) then
    return false
  end
  take(run.calls, now, 1)
  take(run.charged, now, tokens)
  return true
end

-- How many seconds the provider wants to be left alone; nil when it works.
local function refusal(now)
  if not run.refuse_after then return nil end
  local from = run.ledger.arrived[1] + run.refuse_after * 1e6
  if now < from then return nil end
  run.refuse_until = run.refuse_until or now + run.refuse_for * 1e6
  if now >= run.refuse_until then return nil end
  return math.max(1, math.ceil((run.refuse_until - now) / 1e6 - 0.01))
end

local function fail(status, code)
  ngx.status = status
  local body = string.format(
    '{"error":{"message":"%s","type":"%s","code":"%s"}}', code, code, code)
  ngx.header.content_length = #body
  ngx.print(body)
end

local function complete()
  local now = ledger.now()
  ngx.req.read_body()
  local body = ngx.req.get_body_data() or ""
  local facts = answer.facts(body)
  if not facts then return fail(400, "no_delivery_note") end
  local this, book = run, run.ledger
  local input = math.ceil(#body / 4)
  local cap = tonumber(body:match('"max_[%a_]*tokens"%s*:%s*(%d+)')) or 0
  local row, attempt = book:arrive(now, facts.number, input, cap)
  local pause = refusal(now)
  if pause or not admits(now, input + cap) then
    if pause then ngx.header["Retry-After"] = pause end
    book:finish(row, ledger.now(), 429, "refused")
    return fail(429, "rate_limit_exceeded")
  end
  local kind = fault(facts.number, attempt)
  if kind == "error429" then
    book:finish(row, ledger.now(), 429, kind)
    return fail(429, "rate_limit_exceeded")
  end
  local seconds = run.low
  if run.high > run.low then
    seconds = run.low + (run.high - run.low) * draw("service", facts.number, attempt)
  end
  if seconds > 0 then ngx.sleep(seconds) end
  if kind == "error500" then
    book:finish(row, ledger.now(), 500, kind)
    return fail(500, "server_error")
  elseif kind == "reset" then
    book:finish(row, ledger.now(), 444, kind)
    return ngx.exit(444)
  end
  local chance = this.faults and draw("shape", facts.number, attempt) or 0
  local text, reason = answer.content(facts, kind, body, chance, this.cuts)
  local output = math.ceil(#text / 4) + 3
  local response = answer.response(row, text, reason, input, output, this.logprobs)
  local finished = ledger.now()
  book.output[row] = output
  if this == run then
    take(run.input, finished, input)
    take(run.output, finished, output)
  end
  book:finish(row, finished, 200, kind)
  ngx.header.content_length = #response
  if kind ~= "cut" then return ngx.print(response) end
  ngx.print(response:sub(1, math.floor(#response * (0.3 + 0.5 * chance))))
  ngx.flush(true)
  ngx.exit(444)
end

local function reset()
  start(ngx.req.get_uri_args())
  ngx.print("{}")
end

return {
  complete = complete, reset = reset,
  stats = function() ngx.print(run.ledger:json()) end,
  log = function() ngx.print(run.ledger:text()) end,
}
