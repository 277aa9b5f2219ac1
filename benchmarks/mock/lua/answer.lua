-- What the model says: the record of the delivery note in the request, and its faulty variants.
local note = "Delivery note (%d+): ([%w ]+) delivered (%d+) pallets to (%a+), "
  .. "total EUR (%d+%.%d%d), handled as (%a+), reference (%w+)"

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n" }
local function escaped(text) return (text:gsub('["\\\n]', escapes)) end

-- The facts of the note in a request's body; nil when there is none.
local function facts(body)
  local number, supplier, pallets, city, total, handling, reference = body:match(note)
  if not number then return nil end
  return {
    number = number, supplier = supplier, pallets = pallets, city = city, total = total,
    handling = handling, reference = reference,
  }
end

local function record(f)
  return string.format(
    '{"number": %d, "supplier": "%s", "pallets": %d, "city": "%s", "total": %s, '
      .. '"handling": "%s", "reference": "%s"}',
    f.number, f.supplier, f.pallets, f.city, f.total, f.handling, f.reference)
end

-- DSPy asks for named sections and says in which order.
local function sections(body, answer)
  local order = body:match("starting with the field(.-)ending with the marker")
  if not order then return answer end
  local parts = {}
  for name in order:gmatch("%[%[ ## ([%w_]+) ## %]%]") do
    local text = name == "reasoning" and "The first line states every field." or answer
    parts[#parts + 1] = string.format("[[ ## %s ## ]]\n%s\n", name, text)
  end
  return table.concat(parts, "\n") .. "\n[[ ## completed ## ]]"
end

-- Breaks a record in one of three ways that no repair can guess.
local function violation(f, chance)
  if chance < 1 / 3 then return (record(f):gsub('"total": [%d.]+, ', "")) end
  if chance < 2 / 3 then return (record(f):gsub('"pallets": %d+', '"pallets": "several"')) end
  return (record(f):gsub('"handling": "%a+"', '"handling": "handwritten"'))
end

-- The answer of a kind, and why the model stopped.
local function content(f, kind, body, chance, cut_reason)
  if kind == "prose" then
    return "I have read the note. Everything is in order, and I see nothing to add.", "stop"
  elseif kind == "fenced" then
    return "Here is the record:\n```json\n" .. record(f) .. "\n```\nIs there more?", "stop"
  elseif kind == "truncated" then
    local text = record(f)
    return text:sub(1, math.floor(#text * (0.2 + 0.75 * chance))), cut_reason
  elseif kind == "violation" then
    return violation(f, chance), "stop"
  end
  return sections(body, record(f)), "stop"
end

local function token_json(text, logprob)
  local bytes = { text:byte(1, -1) }
  return string.format(
    '"token":"%s","logprob":%s,"bytes":[%s]', escaped(text), logprob, table.concat(bytes, ","))
end

local alternatives = {}
for rank = 1, 4 do
  alternatives[rank] = "{" .. token_json(" alt" .. rank, string.format("-%d.0625", 3 + rank)) .. "}"
end
local others = table.concat(alternatives, ",")

-- Log-probabilities as the API gives them with top_logprobs 5: pieces of four bytes.
local function logprobs(text)
  local tokens = {}
  for start = 1, #text, 4 do
    local piece = token_json(text:sub(start, start + 3), string.format("-0.0%03d", start % 977 + 1))
    tokens[#tokens + 1] = "{" .. piece .. ',"top_logprobs":[{' .. piece .. "}," .. others .. "]}"
  end
  return ',"logprobs":{"content":[' .. table.concat(tokens, ",") .. '],"refusal":null}'
end

-- The response's body.
local function response(id, text, reason, input, output, with_logprobs)
  return string.format(
    '{"id":"chatcmpl-mock%d","object":"chat.completion","created":1700000000,"model":"mock",'
      .. '"choices":[{"index":0,"message":{"role":"assistant","content":"%s","refusal":null}%s,'
      .. '"finish_reason":"%s"}],"usage":{"prompt_tokens":%d,"completion_tokens":%d,'
      .. '"total_tokens":%d},"system_fingerprint":"fp_mock"}',
    id, escaped(text), with_logprobs and logprobs(text) or ',"logprobs":null', reason, input,
    output, input + output)
end

return { facts = facts, content = content, response = response }
