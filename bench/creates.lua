-- Creates one small asset per request, each different: wrk -s bench/creates.lua, see bench/creates.sh.
local count = 0
local threads = 0

function setup(each)
  each:set("id", threads)
  threads = threads + 1
end

function request()
  count = count + 1
  local name = string.format("note-%d-%d.txt", id, count)
  local body = string.format("Note %d of thread %d, made by a benchmark.\n", count, id)
  local headers = {["Authorization"] = "Bearer " .. os.getenv("TOKEN"), ["Content-Type"] = "text/plain"}
  return wrk.format("POST", "/api/v1/assets?name=" .. name, headers, body)
end
