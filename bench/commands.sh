#!/usr/bin/env bash
# How long it takes to index command files, and to see a change of one.
#
#   bench/commands.sh [COUNT | FOLDER]     5000 generated files, or the Markdown files below a folder
#
# Starts the service on the embedded PostgreSQL and a port of its own, and prints medians of five in milliseconds.
set -euo pipefail
cd "$(dirname "$0")/.."

what="${1:-5000}"
port="${PORT:-18181}"
work="$(mktemp -d)"
trap 'kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; rm -rf "$work"' EXIT

mkdir "$work/commands"
if [[ -d "$what" ]]; then
  cp -r "$what/." "$work/commands"
else
  for ((i = 0; i < what; i++)); do
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

ms() { echo $(($(date +%s%N) / 1000000)); }
median() { sort -n | sed -n 3p; }

first=$(ms)
curl -sf "$url" >"$work/list.json"
echo "files                $(find "$work/commands" -name '*.md' | wc -l)"
echo "commands             $(grep -o '"name"' "$work/list.json" | wc -l)"
echo "with diagnostics     $(grep -o '"diagnostics":\[{' "$work/list.json" | wc -l)"
echo "not valid            $(grep -o '"refusal":"is not valid' "$work/list.json" | wc -l)"
echo "first list, ms       $(($(ms) - first))"

for _ in 1 2 3 4 5; do
  begin=$(ms)
  curl -sf "$url" >/dev/null
  echo $(($(ms) - begin))
done | median | sed 's/^/list again, ms       /'

for i in 1 2 3 4 5; do
  echo "Changed $i." >"$work/commands/changing.md"
  begin=$(ms)
  until curl -s "$url/changing" | grep -q "Changed $i"; do :; done
  echo $(($(ms) - begin))
done | median | sed 's/^/change seen, ms      /'
