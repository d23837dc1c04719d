#!/usr/bin/env bash
# Measures how a node adapts to load by other processes of its machine: real CPU load, and real memory use.
#
# usage: bench/external-load.sh
#
#   PORT   environment variable: port of the service, 18183 by default
#
# Takes about five minutes. Starts the service with the embedded PostgreSQL, and then three busy processes per processor
# that are not its children. Prints when the load strategy of the node becomes conservative, which event a workflow
# reports meanwhile, and when the strategy recovers; then does the same with memory.
set -euo pipefail
cd "$(dirname "$0")/.."

port="${PORT:-18183}"
work="$(mktemp -d)"
load_name="pawl-bench-load-$$"
trap 'pkill -f "$load_name" || :; kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; rm -rf "$work"' EXIT
mkdir "$work/code"
echo 'class A{}' >"$work/code/A.java"
./mvnw -q -B spring-boot:run -Dspring-boot.run.arguments="--server.port=$port --pawl.workspace.folder=$work/pawl \
  --pawl.workspace.roots=$work" >"$work/log" 2>&1 &
service=$!
until curl -sf "localhost:$port/actuator/health" >/dev/null; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log"; exit 1; }
  read -rt 0.2 <> <(:) || :
done

live_node() { curl -sf "localhost:$port/api/v1/nodes" | jq -r ".nodes[] | select(.alive) | $1"; }
node_state() { live_node '"\(.strategy), external load \(.load), memory \(.memory) %"'; }
await_strategy() {
  until [[ $(live_node .strategy) =~ $1 ]]; do read -rt 1 <> <(:) || :; done
}

await_strategy 'aggressive|normal'
echo "without load:                $(node_state)"
started=$SECONDS
for _ in $(seq $((3 * $(nproc)))); do
  # The intermediate shell exits at once, so that the process is not a child of the service or of this script.
  (setsid bash -c 'while :; do :; done' "$load_name" >/dev/null 2>&1 &)
done
await_strategy conservative
echo "CPU load, after $((SECONDS - started)) s:        $(node_state)"
curl -s "localhost:$port/actuator/prometheus" | grep '^pawl_node_\(load\|strategy\)'
id=$(curl -sf "localhost:$port/api/v1/workflows" -H 'Content-Type: application/json' \
  -d '{"target": {"path": "code"}, "type": "verify-only"}' | jq -r .workflow_id)
until curl -sf "localhost:$port/api/v1/workflows/$id/events" \
  | jq -e '.items[] | select(.type == "step_waiting")' >/dev/null; do
  read -rt 0.5 <> <(:) || :
done
curl -sf "localhost:$port/api/v1/workflows/$id/events" \
  | jq -c '.items[] | select(.type == "step_waiting") | [.at, .data.what]'
pkill -f "$load_name"
started=$SECONDS
await_strategy 'aggressive|normal'
echo "CPU load ended, after $((SECONDS - started)) s:  $(node_state)"
curl -sf "localhost:$port/api/v1/workflows/$id?wait=60s" | jq -c '[.workflow_id, .status]'

# Uses memory until 83 % are in use: tail buffers the bytes that it may have to print.
total=$(awk '/MemTotal/ {print $2}' /proc/meminfo)
available=$(awk '/MemAvailable/ {print $2}' /proc/meminfo)
bytes=$(((available - total * 17 / 100) * 1024))
started=$SECONDS
# shellcheck disable=SC2016 # the inner shell expands the parameters
(setsid bash -c 'tail -c "$1" <(head -c "$1" /dev/zero; exec -a "$0" sleep 600) >/dev/null' "$load_name" "$bytes" &)
await_strategy conservative
echo "memory use, after $((SECONDS - started)) s:      $(node_state)"
pkill -f "$load_name" || :
pkill -f "tail -c $bytes" || :
started=$SECONDS
await_strategy 'aggressive|normal'
echo "memory freed, after $((SECONDS - started)) s:    $(node_state)"
