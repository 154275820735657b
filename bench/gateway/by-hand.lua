-- What is written by hand for Envoy's own Lua filter, whose crypto verifies signatures of public keys
-- and has no hash: HMAC-SHA256 of the webhook, compared with one v1 signature. No tolerance, no
-- rotation, no svix headers, no bound; KEY is put in by the bench, in hexadecimal.
local band, bxor, bnot = bit.band, bit.bxor, bit.bnot
local ror, shr, tobit, byte, char = bit.ror, bit.rshift, bit.tobit, string.byte, string.char

local K, H0 = {}, {}
do
  local function fraction(x)
    return tobit(math.floor((x % 1) * 4294967296))
  end
  local found, candidate = 0, 2
  while found < 64 do
    local prime = true
    for divisor = 2, math.floor(math.sqrt(candidate)) do
      if candidate % divisor == 0 then prime = false break end
    end
    if prime then
      found = found + 1
      if found <= 8 then H0[found] = fraction(math.sqrt(candidate)) end
      K[found] = fraction(candidate ^ (1 / 3))
    end
    candidate = candidate + 1
  end
end

local W = {}
local function compress(h, text, at)
  for word = 1, 16 do
    local a, b, c, d = byte(text, at + word * 4 - 4, at + word * 4 - 1)
    W[word] = tobit(a * 16777216 + b * 65536 + c * 256 + d)
  end
  for word = 17, 64 do
    local x, y = W[word - 15], W[word - 2]
    local s0 = bxor(ror(x, 7), ror(x, 18), shr(x, 3))
    local s1 = bxor(ror(y, 17), ror(y, 19), shr(y, 10))
    W[word] = tobit(W[word - 16] + s0 + W[word - 7] + s1)
  end
  local a, b, c, d, e, f, g, i = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
  for round = 1, 64 do
    local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
    local choice = bxor(band(e, f), band(bnot(e), g))
    local t1 = i + s1 + choice + K[round] + W[round]
    local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
    local majority = bxor(band(a, b), band(a, c), band(b, c))
    i, g, f, e = g, f, e, tobit(d + t1)
    d, c, b, a = c, b, a, tobit(t1 + s0 + majority)
  end
  h[1], h[2], h[3], h[4] = tobit(h[1] + a), tobit(h[2] + b), tobit(h[3] + c), tobit(h[4] + d)
  h[5], h[6], h[7], h[8] = tobit(h[5] + e), tobit(h[6] + f), tobit(h[7] + g), tobit(h[8] + i)
end

local function word(number)
  return char(shr(number, 24), band(shr(number, 16), 255), band(shr(number, 8), 255), band(number, 255))
end

local function sha256(text)
  local h = { H0[1], H0[2], H0[3], H0[4], H0[5], H0[6], H0[7], H0[8] }
  local length = #text
  local padding = string.rep("\0", (55 - length) % 64)
  local whole = length - length % 64
  for at = 1, whole, 64 do compress(h, text, at) end
  local last = text:sub(whole + 1) .. "\128" .. padding
  last = last .. word(tobit(math.floor(length * 8 / 4294967296))) .. word(tobit(length * 8 % 4294967296))
  for at = 1, #last, 64 do compress(h, last, at) end
  for place = 1, 8 do h[place] = word(h[place]) end
  return table.concat(h)
end

local key = ("KEY"):gsub("..", function(digits) return char(tonumber(digits, 16)) end)
local function padded(pad)
  return (key .. string.rep("\0", 64 - #key)):gsub(".", function(one) return char(bxor(byte(one), pad)) end)
end
local inner, outer = padded(0x36), padded(0x5c)

function envoy_on_request(handle)
  local headers = handle:headers()
  local id, timestamp = headers:get("webhook-id"), headers:get("webhook-timestamp")
  local signature = headers:get("webhook-signature")
  local body = handle:body()
  local bytes = body and body:getBytes(0, body:length()) or ""
  local tag = ""
  if id and timestamp then
    tag = sha256(outer .. sha256(inner .. id .. "." .. timestamp .. "." .. bytes))
  end
  if signature ~= "v1," .. handle:base64Escape(tag) then
    handle:respond({ [":status"] = "401" }, "")
  end
end
