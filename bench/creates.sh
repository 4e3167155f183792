#!/bin/sh
# Durable creates per second with 100 clients: each answer means that the asset is on disk and findable.
#   bench/creates.sh http://127.0.0.1:7717 at_TOKEN     (a token with assets:write)
set -eu
TOKEN=${2:?token with assets:write}
export TOKEN
exec wrk -t2 -c100 -d10s --latency -s "$(dirname "$0")/creates.lua" "${1:?address of the server}"
