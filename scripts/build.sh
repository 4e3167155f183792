# Sourced by run. Builds the release program, and only if something changed since it was built.

# Everything that the build reads, as one hash: neither ninja nor git is asked, so that a start takes no time.
sources_hash() {
  find CMakeLists.txt CMakePresets.json cmake src page -name node_modules -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort |
    sha256sum | cut -c1-64
}

build_release() {
  local folder=build/release hash log
  hash=$(sources_hash)
  [ -x $folder/atelier ] && [ "$(cat $folder/.sources 2>/dev/null)" = "$hash" ] && return 0
  mkdir -p $folder
  log=$folder/build.log
  echo "Building Atelier (the first time takes some minutes, later only what changed) ..."
  if ! { cmake --preset release > "$log" 2>&1 && compile $folder "$log"; }; then
    grep -E -A4 '(error|Error): |FAILED: |CMake Error' "$log" | tail -n 40 >&2
    explain "The build failed. Your files and your studio were not touched." "The whole story is in $log."
    return 1
  fi
  echo "$hash" > $folder/.sources
}

# compile FOLDER LOG: one moving line on a terminal, one line for every tenth elsewhere.
compile() {
  ninja -C "$1" atelier 2>&1 | tee -a "$2" | progress
  return "${PIPESTATUS[0]}"
}

progress() {
  local line tenth last=-1 tty=
  [ -t 1 ] && tty=yes
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] && $line != *Re-checking* ]] || continue
    tenth=$((BASH_REMATCH[1] * 10 / BASH_REMATCH[2]))
    if [ $tty ]; then
      printf '\r  %d of %d ' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    elif [ $tenth != "$last" ]; then
      echo "  ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
      last=$tenth
    fi
  done
  [ $tty ] && printf '\r\033[K'
  return 0
}
