#!/bin/bash
# Import against its peers, in the same run on the same files, alternating so that both see the same disk.
#
#   bench/import.sh PHOTOS [ROUNDS]      PHOTOS: a folder made by make_photos
#
# Prints one line per measurement and, at the end, the ratios that docs/benchmarks.md quotes.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
atelier=${ATELIER:-$here/build/release/atelier}
photos=${1:?"usage: bench/import.sh PHOTOS [ROUNDS]"}
rounds=${2:-3}
room=$(mktemp -d "${BENCH_ROOM:-/var/tmp}/atelier-bench.XXXXXX")
trap 'rm -rf "$room"' EXIT

now() { date +%s.%N; }
took() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", b - a }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
count=$(find "$photos" -type f | wc -l)
bytes=$(du -sb "$photos" | cut -f1)
echo "files $count, bytes $bytes, $(nproc) cores"
cat "$photos"/* >/dev/null  # everyone reads from the page cache

copy_and_hash() {
  rm -rf "$room/copy"; sync; local start; start=$(now)
  cp -r "$photos" "$room/copy"
  find "$room/copy" -type f -print0 | xargs -0 openssl dgst -sha256 >"$room/digests"
  sync
  took "$start"
}
durable_import() {
  rm -rf "$room/studio"; "$atelier" --studio "$room/studio" init >/dev/null 2>&1; sync; local start; start=$(now)
  "$atelier" --studio "$room/studio" import "$photos" --no-previews --json >"$room/report" 2>/dev/null
  took "$start"
}
full_import() {
  rm -rf "$room/studio"; "$atelier" --studio "$room/studio" init >/dev/null 2>&1; sync; local start; start=$(now)
  "$atelier" --studio "$room/studio" import "$photos" --json >"$room/report" 2>/dev/null
  took "$start"
}
thumbnails() {  # the same two renditions, by as many processes as there are cores
  rm -rf "$room/thumbs"; mkdir "$room/thumbs"; local start; start=$(now)
  find "$photos" -type f -print0 | VIPS_CONCURRENCY=1 xargs -0 -n 50 -P "$(nproc)" sh -c '
    vipsthumbnail "$@" --size 1280x1280 -o "'"$room"'/thumbs/%s-1280.jpg[Q=82,strip]"
    vipsthumbnail "$@" --size 320x320 -o "'"$room"'/thumbs/%s-320.webp[Q=78,strip]"' sh
  took "$start"
}
restic_backup() {
  rm -rf "$room/restic"; export RESTIC_PASSWORD=bench
  restic init -q --repo "$room/restic"; local start; start=$(now)
  restic backup -q --no-cache --repo "$room/restic" "$photos"
  took "$start"
}

for kind in copy_and_hash durable_import thumbnails full_import; do : >"$room/$kind.times"; done
for ((round = 1; round <= rounds; round++)); do
  for kind in copy_and_hash durable_import thumbnails full_import; do
    seconds=$($kind); echo "$seconds" >>"$room/$kind.times"; echo "round $round  $kind  $seconds s"
  done
done
restic_seconds=$(restic_backup); echo "restic_backup  $restic_seconds s"

copy=$(median <"$room/copy_and_hash.times"); durable=$(median <"$room/durable_import.times")
thumbs=$(median <"$room/thumbnails.times"); full=$(median <"$room/full_import.times")
awk -v c="$copy" -v d="$durable" -v t="$thumbs" -v f="$full" -v r="$restic_seconds" -v b="$bytes" -v n="$count" 'BEGIN {
  printf "durable import: %.0f MB/s, %.0f files/s\n", b / d / 1e6, n / d
  printf "speed against cp + openssl dgst -sha256 + sync: %.2f (at least 0.70)\n", c / d
  printf "speed against restic backup: %.2f (at least 3)\n", r / d
  printf "previewed import against vipsthumbnail, both renditions: %.2f (at least 0.90)\n", t / f
}'
