#!/usr/bin/env bash
# Measures the time to index command files, and to detect a change of one.
#
# usage: bench/command-index.sh [COUNT | FOLDER]
#
#   COUNT    number of generated command files, 5000 by default
#   FOLDER   folder with Markdown files
#   PORT     environment variable: port of the service, 18181 by default
#
# Starts the service with the embedded PostgreSQL. Times are in milliseconds; those of repeated operations are the
# medians of five.
set -euo pipefail
cd "$(dirname "$0")/.."

source="${1:-5000}"
port="${PORT:-18181}"
work="$(mktemp -d)"
trap 'kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; rm -rf "$work"' EXIT

mkdir "$work/commands"
if [[ -d "$source" ]]; then
  cp -r "$source/." "$work/commands"
else
  for ((i = 0; i < source; i++)); do
    family="$work/commands/family$((i % 50))"
    mkdir -p "$family"
    printf -- '---\ndescription: Does %s\nallowed-tools: Bash(git add:*), Read\ndependencies: quality/verify\n---\n# Title\n\nText.\n' \
      "$i" >"$family/command$i.md"
  done
fi

./mvnw -q -B spring-boot:run -Dspring-boot.run.arguments="--server.port=$port --pawl.workspace.folder=$work/pawl \
  --pawl.workspace.roots=$work --pawl.registry.folder=$work/commands" >"$work/log" 2>&1 &
service=$!
url="http://localhost:$port/api/v1/commands"
until curl -sf "localhost:$port/actuator/health" >/dev/null; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log"; exit 1; }
  read -rt 0.2 <> <(:) || :
done

now_ms() { echo $(($(date +%s%N) / 1000000)); }
median_of_5() { sort -n | sed -n 3p; }

started=$(now_ms)
curl -sf "$url" >"$work/list.json"
echo "files                      $(find "$work/commands" -name '*.md' | wc -l)"
echo "commands                   $(grep -o '"name"' "$work/list.json" | wc -l)"
echo "with diagnostics           $(grep -o '"diagnostics":\[{' "$work/list.json" | wc -l)"
echo "invalid                    $(grep -o '"refusal":"is not valid' "$work/list.json" | wc -l)"
echo "first list, ms             $(($(now_ms) - started))"

for _ in 1 2 3 4 5; do
  started=$(now_ms)
  curl -sf "$url" >/dev/null
  echo $(($(now_ms) - started))
done | median_of_5 | sed 's/^/repeated list, ms          /'

for i in 1 2 3 4 5; do
  echo "Changed $i." >"$work/commands/changing.md"
  started=$(now_ms)
  until curl -s "$url/changing" | grep -q "Changed $i"; do :; done
  echo $(($(now_ms) - started))
done | median_of_5 | sed 's/^/change detected after, ms  /'
