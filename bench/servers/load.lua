-- What wrk sends: the requests that a file holds, one after the other. Each is preceded by its length in bytes and a line feed.
-- With a pause, each connection waits before it sends: at random, so that they do not all send at once, and so many milliseconds in the mean.
local requests, at = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  while true do
    local length = file:read("*n")
    if length == nil then break end
    file:read(1)
    requests[#requests + 1] = file:read(length)
  end
  file:close()
  local pause = tonumber(args[2])
  if pause > 0 then
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
