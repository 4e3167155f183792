#!/bin/bash
# One change of many assets, and its undoing, beside what the disk can do: `cp -r` of the vault, whose objects have a few
# more files than the version that a change adds to each, and `sync`.
#
#   bench/changes.sh COUNT      100,000 need 9 GB and 2,500,000 inodes
set -euo pipefail
count=${1:?how many assets}
room=$(mktemp -d "${BENCH_ROOM:-/var/tmp}/atelier-changes.XXXXXX")
trap 'rm -rf "$room"' EXIT
atelier=$(readlink -f "${ATELIER:-build/release/atelier}")

for ((i = 0; i < count; i++)); do
  ((i % 1000)) || mkdir -p "$room/notes/$((i / 1000))"
  echo "Note $i" > "$room/notes/$((i / 1000))/$i.txt"
done
sync -f "$room"

say() {  # NAME FROM
  awk -v name="$1" -v from="$2" -v to="$EPOCHREALTIME" -v count="$count" \
    'BEGIN { printf "%-8s %8.1f s %8.0f/s\n", name, to - from, count / (to - from) }'
}
timed() {  # NAME COMMAND...
  local name=$1 from=$EPOCHREALTIME
  shift
  "$atelier" --studio "$room/studio" "$@" --json > "$room/answer" 2> "$room/problem" || { cat "$room/problem" >&2; exit 1; }
  say "$name" "$from"
}

"$atelier" --studio "$room/studio" init > /dev/null
timed import import "$room/notes"
from=$EPOCHREALTIME
cp -r "$room/studio/vault" "$room/copy" && sync -f "$room"
say "cp, sync" "$from"
timed tag change start --query "" --tag lake
id=$(sed 's/.*"id":"\([^"]*\)".*/\1/' "$room/answer")
timed undo change undo "$id"
