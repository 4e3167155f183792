#!/bin/bash
# Memory while one large file comes in and goes out.
#
#   bench/large_file.sh [BYTES]          20 GB if left out; the disk needs as much
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
atelier=${ATELIER:-$here/build/release/atelier}
bytes=${1:-20000000000}
room=$(mktemp -d "${BENCH_ROOM:-/var/tmp}/atelier-large.XXXXXX")
trap 'rm -rf "$room"' EXIT

# The proportional share of all processes whose command line names the room, in kB, at its highest.
peak_of() {
  "$@" >/dev/null 2>&1 &
  local command=$! peak=0 now pid
  while kill -0 "$command" 2>/dev/null; do
    now=0
    for pid in $(pgrep -f "$room/studio"); do
      now=$((now + $(awk '/^Pss:/ { s += $2 } END { print s + 0 }' "/proc/$pid/smaps_rollup" 2>/dev/null || echo 0)))
    done
    ((now > peak)) && peak=$now
    sleep 0.3
  done
  wait "$command"
  echo "$peak"
}

"$atelier" --studio "$room/studio" init >/dev/null 2>&1
printf 'not media' >"$room/large.bin"
truncate -s "$bytes" "$room/large.bin"
echo "import: $(peak_of "$atelier" --studio "$room/studio" import "$room/large.bin" --json) kB"
id=$("$atelier" --studio "$room/studio" asset find '' --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["assets"][0]["id"])')
echo "asset get: $(peak_of "$atelier" --studio "$room/studio" asset get "$id") kB"
