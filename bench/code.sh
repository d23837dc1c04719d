#!/usr/bin/env bash
# How long a whole standard workflow takes on code: cold, again when nothing has changed, and when 20 files have.
#
#   bench/code.sh FOLDER     for example a checkout of a large project; it is copied, and nothing in it is changed
#
# Starts the service on the embedded PostgreSQL and a port of its own, with both compilers of the JVM as in production. Cold is once, with nothing known of any file; the others
# are medians of five in the same run, so that only the ratios mean something on another machine.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="${1:?a folder with code}"
port="${PORT:-18182}"
work="$(mktemp -d)"
trap 'kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; rm -rf "$work"' EXIT
cp -r "$folder" "$work/code"
rm -rf "$work/code/.git"

./mvnw -q -B spring-boot:run -Dspring-boot.run.optimizedLaunch=false -Dspring-boot.run.arguments="--server.port=$port --pawl.workspace.folder=$work/pawl \
  --pawl.workspace.roots=$work" >"$work/log" 2>&1 &
service=$!
url="http://localhost:$port/api/v1/workflows"
until curl -sf "localhost:$port/actuator/health" >/dev/null; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log"; exit 1; }
  read -rt 0.2 <> <(:) || :
done

ms() { echo $(($(date +%s%N) / 1000000)); }
median() { sort -n | sed -n 3p; }

# Prints how long one workflow takes, in milliseconds, and leaves what it answered in $work/answer.
run() {
  local begin id
  begin=$(ms)
  curl -sf "$url" -H 'Content-Type: application/json' -H 'Prefer: wait=60' -d '{"target": {"path": "code"}}' >"$work/answer"
  id=$(jq -r .workflow_id "$work/answer")
  until jq -e '.status | IN("completed", "failed", "rolled_back", "cancelled")' "$work/answer" >/dev/null; do
    curl -sf "$url/$id?wait=30s" >"$work/answer"
  done
  echo $(($(ms) - begin))
  jq -e '.status == "completed"' "$work/answer" >/dev/null || { cat "$work/answer" >&2; exit 1; }
}

echo "machine            $(nproc) processors, $(git log -1 --format=%h)"
echo "files              $(find "$work/code" -type f | wc -l), of Java $(find "$work/code" -name '*.java' | wc -l)"
echo "lines of Java      $(find "$work/code" -name '*.java' -print0 | xargs -0 cat | wc -l)"
cold=$(run)
echo "cold, ms           $cold, $(jq .publication.files "$work/answer") files changed"
run >/dev/null
warm=$(for _ in 1 2 3 4 5; do run; done | median)
echo "unchanged, ms      $warm, $(jq .publication.files "$work/answer") files changed"
echo "cold to unchanged  $((cold / warm)) to 1"
mapfile -t files < <(find "$work/code" -name '*.java' | sort | head -20)
for turn in 1 2 3 4 5; do
  for file in "${files[@]}"; do
    printf '// turn %s\nclass Turn%s{ }\n' "$turn" "$turn" >>"$file"
  done
  run
done | median | sed 's/^/20 changed, ms      /'
