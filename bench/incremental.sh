#!/usr/bin/env bash
# Measures the duration of a standard workflow on code: without cached results, without changes, and after a change of
# 20 files.
#
# usage: bench/incremental.sh FOLDER
#
#   FOLDER   folder with Java files, for example a checkout of a large project; it is copied and not changed
#   PORT     environment variable: port of the service, 18182 by default
#
# Starts the service with the embedded PostgreSQL and, as in production, with all JIT compilers. The cold workflow is
# measured once, the others are medians of five in the same run. Only the ratios are comparable between machines.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="${1:?usage: bench/incremental.sh FOLDER}"
port="${PORT:-18182}"
work="$(mktemp -d)"
trap 'kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; rm -rf "$work"' EXIT
cp -r "$folder" "$work/code"
rm -rf "$work/code/.git"
echo '{"formatters": {"java": ["google-java-format"]}}' >"$work/code/.quality-config.json"

./mvnw -q -B spring-boot:run -Dspring-boot.run.optimizedLaunch=false \
  -Dspring-boot.run.arguments="--server.port=$port --pawl.workspace.folder=$work/pawl \
  --pawl.workspace.roots=$work" >"$work/log" 2>&1 &
service=$!
url="http://localhost:$port/api/v1/workflows"
until curl -sf "localhost:$port/actuator/health" >/dev/null; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log"; exit 1; }
  read -rt 0.2 <> <(:) || :
done

now_ms() { echo $(($(date +%s%N) / 1000000)); }
median_of_5() { sort -n | sed -n 3p; }

# Runs a workflow, prints its duration in milliseconds, and writes the workflow to $work/response.
run_workflow() {
  local started id
  started=$(now_ms)
  curl -sf "$url" -H 'Content-Type: application/json' -H 'Prefer: wait=60' -d '{"target": {"path": "code"}}' \
    >"$work/response"
  id=$(jq -r .workflow_id "$work/response")
  until jq -e '.status | IN("completed", "failed", "rolled_back", "cancelled")' "$work/response" >/dev/null; do
    curl -sf "$url/$id?wait=30s" >"$work/response"
  done
  echo $(($(now_ms) - started))
  jq -e '.status == "completed"' "$work/response" >/dev/null || { cat "$work/response" >&2; exit 1; }
}

echo "machine              $(nproc) processors, commit $(git log -1 --format=%h)"
echo "files                $(find "$work/code" -type f | wc -l), Java files $(find "$work/code" -name '*.java' | wc -l)"
echo "lines of Java        $(find "$work/code" -name '*.java' -print0 | xargs -0 cat | wc -l)"
cold=$(run_workflow)
echo "cold, ms             $cold, $(jq .publication.files "$work/response") files changed"
run_workflow >/dev/null
unchanged=$(for _ in 1 2 3 4 5; do run_workflow; done | median_of_5)
echo "unchanged, ms        $unchanged, $(jq .publication.files "$work/response") files changed"
echo "cold to unchanged    $((cold / unchanged)) to 1"
mapfile -t files < <(find "$work/code" -name '*.java' | sort | head -20)
for round in 1 2 3 4 5; do
  for file in "${files[@]}"; do
    printf '// round %s\nclass Round%s{ }\n' "$round" "$round" >>"$file"
  done
  run_workflow
done | median_of_5 | sed 's/^/20 files changed, ms  /'
