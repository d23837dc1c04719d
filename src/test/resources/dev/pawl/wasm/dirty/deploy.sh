#!/usr/bin/env bash
# Déployer
set -euo pipefail
deploy () {
  local target=$1;shift
  if [[ -n "$target" ]] ; then echo "to $target" >>log.txt
  fi
    case "$1" in
  a|b) run "$@" ;;
   *) echo unknown >&2; return 1;;
  esac
  cat <<EOF
   kept   as it is
EOF
}
files=( *.txt   b )
for f in "${files[@]}"
do deploy "$f" | sort |
uniq
done
