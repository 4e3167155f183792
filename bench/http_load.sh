#!/bin/sh
# Requests per second and latency of a running studio's list endpoint, with 100 connections for ten seconds.
#   bench/http_load.sh http://127.0.0.1:7717 at_TOKEN [PATH]
# Run the server on two cores (taskset -c 0,1) and this on others to measure the server alone.
set -eu
url=${1:?address of the server}
token=${2:?token with assets:read}
path=${3:-/api/v1/assets?limit=20}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
curl -fsS -o /dev/null -w 'one answer: %{size_download} bytes in %{time_total} s\n' \
  -H "Authorization: Bearer $token" "$url$path"
exec wrk -t2 -c100 -d10s --latency -H "Authorization: Bearer $token" "$url$path"
