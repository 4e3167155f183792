# Sourced by run and test. Knows packages.txt and brings what is missing.

# missing_packages SCOPE... prints the packages of these scopes that are not there yet.
missing_packages() {
  local wanted=() name scope rest
  while read -r name scope rest; do
    [[ -z $name || $name == \#* || " $* " != *" $scope "* ]] && continue
    if [[ $rest == unless=* ]] && command_suffices "${rest%% *}"; then continue; fi
    wanted+=("$name")
  done < packages.txt
  [ ${#wanted[@]} -gt 0 ] || return 0
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
      sed -n 's/^installed //p' | sort -u)
}

# command_suffices unless=node:18
command_suffices() {
  local command=${1#unless=} least=0 version
  [[ $command == *:* ]] && least=${command#*:} command=${command%%:*}
  command -v "$command" >/dev/null || return 1
  [ "$least" = 0 ] && return 0
  version=$("$command" --version 2>/dev/null | grep -o '[0-9]*' | head -1)
  [ "${version:-0}" -ge "$least" ]
}

# bring_packages SCOPE... installs what is missing; says what to do if it cannot.
bring_packages() {
  local missing as=() log
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    explain "These packages are missing: ${missing[*]}" \
      "Nothing was changed. This script knows Debian 12; elsewhere, install what they stand for (packages.txt)."
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
      explain "${#missing[@]} packages are missing, and only root can install them." \
        "Nothing was changed. Run this as root, then start again:" \
        "  apt-get install --no-install-recommends ${missing[*]}"
      return 1
    fi
    as=(sudo)
  fi
  mkdir -p build
  log=build/packages.log
  echo "Installing from Debian, see packages.txt: ${missing[*]}"
  as+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120)
  install_now() { "${as[@]}" install --no-install-recommends "${missing[@]}" </dev/null >>"$log" 2>&1; }
  : > "$log"
  install_now && return 0  # lists that are fresh enough spare the network
  "${as[@]}" update </dev/null >>"$log" 2>&1 && install_now && return 0
  tail -n 15 "$log" >&2
  explain "apt-get could not install: ${missing[*]}" \
    "Nothing else was changed. The whole story is in $log; often it is the network, or another apt that is running."
  return 1
}

# explain WHAT-HAPPENED WHAT-TO-DO...
explain() { printf '\n' >&2; printf '%s\n' "$@" >&2; }
