-- The requests that wrk sends for bench/load: a mix of kinds, with customers and products drawn uniformly from files of ids, one
-- a line. Arguments: CUSTOMERS PRODUCTS KIND=SHARE..., where the kinds are health, advice, event and stock; pause=MS is the
-- mean pause between the requests of one connection. Prints a line that bench/load reads.
local customers, products, kinds, pause = {}, {}, {}, 0
local number, run = 0, os.time()

local function lines_of(name)
  local all = {}
  for line in io.lines(name) do all[#all + 1] = line end
  return all
end

local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0') .. '"' end
local function encoded(text)
  return (text:gsub("[^%w._~-]", function(c) return string.format("%%%02X", c:byte()) end))
end

local json = {["Content-Type"] = "application/json"}
local make = {
  health = function() return wrk.format("GET", "/healthz") end,
  advice = function()
    local body = '{"customer_id":' .. quoted(customers[math.random(#customers)]) .. ',"placement":"for_you","count":10}'
    return wrk.format("POST", "/v1/recommendations", json, body)
  end,
  event = function()
    number = number + 1
    local body = '{"event_id":"' .. run .. "-" .. id .. "-" .. number .. '","event":"view","customer_id":' ..
      quoted(customers[math.random(#customers)]) .. ',"product_id":' .. quoted(products[math.random(#products)]) .. "}"
    return wrk.format("POST", "/v1/events", json, body)
  end,
  stock = function()
    return wrk.format("PATCH", "/v1/products/" .. encoded(products[math.random(#products)]), json,
                      '{"stock":' .. math.random(1, 500) .. "}")
  end,
}

local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(arguments)
  math.randomseed(id + 1)
  customers, products = lines_of(arguments[1]), lines_of(arguments[2])
  local sum = 0
  for at = 3, #arguments do
    local name, value = arguments[at]:match("^(%a+)=([%d.]+)$")
    if name == "pause" then
      pause = tonumber(value)
    else
      sum = sum + tonumber(value)
      kinds[#kinds + 1] = {below = sum, make = make[name]}
    end
  end
  for _, kind in ipairs(kinds) do kind.below = kind.below / sum end
end

function request()
  local draw = math.random()
  for _, kind in ipairs(kinds) do
    if draw <= kind.below then return kind.make() end
  end
  return kinds[#kinds].make()
end

function delay() return pause > 0 and math.random(0, 2 * pause) or 0 end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %.1f %.1f %.1f %.1f\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end
