#!/usr/bin/env bash
# How a node takes it when others load its machine: real processes that compute, and real memory that is in use.
#
#   bench/load.sh            takes about five minutes
#
# Starts the service on the embedded PostgreSQL and a port of its own, then three processes for each processor that are none of
# its children, and prints when the node becomes conservative, what a workflow says meanwhile, and when it goes back.
set -euo pipefail
cd "$(dirname "$0")/.."

port="${PORT:-18183}"
work="$(mktemp -d)"
busy="pawl-bench-busy-$$"
trap 'pkill -f "$busy" || :; kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; rm -rf "$work"' EXIT
mkdir "$work/code"
echo 'class A{}' >"$work/code/A.java"
./mvnw -q -B spring-boot:run -Dspring-boot.run.arguments="--server.port=$port --pawl.workspace.folder=$work/pawl \
  --pawl.workspace.roots=$work" >"$work/log" 2>&1 &
service=$!
until curl -sf "localhost:$port/actuator/health" >/dev/null; do
  kill -0 "$service" 2>/dev/null || { cat "$work/log"; exit 1; }
  read -rt 0.2 <> <(:) || :
done

node() { curl -sf "localhost:$port/api/v1/nodes" | jq -r '.nodes[] | select(.alive) | "\(.strategy), load of others \(.load), memory \(.memory) %"'; }
strategy() { curl -sf "localhost:$port/api/v1/nodes" | jq -r '.nodes[] | select(.alive) | .strategy'; }
until_it_is() {
  until [[ $(strategy) =~ $1 ]]; do read -rt 1 <> <(:) || :; done
}

until_it_is 'aggressive|normal'
echo "calm:              $(node)"
begin=$SECONDS
for _ in $(seq $((3 * $(nproc)))); do
  # The shell in between ends at once, so that these are nobody's children.
  (setsid bash -c 'while :; do :; done' "$busy" >/dev/null 2>&1 &)
done
until_it_is conservative
echo "after $((SECONDS - begin)) s:        $(node)"
curl -s "localhost:$port/actuator/prometheus" | grep '^pawl_node_\(load\|strategy\)'
id=$(curl -sf "localhost:$port/api/v1/workflows" -H 'Content-Type: application/json' \
  -d '{"target": {"path": "code"}, "type": "verify-only"}' | jq -r .workflow_id)
until curl -sf "localhost:$port/api/v1/workflows/$id/events" | jq -e '.items[] | select(.type == "step_waiting")' >/dev/null; do
  read -rt 0.5 <> <(:) || :
done
curl -sf "localhost:$port/api/v1/workflows/$id/events" | jq -c '.items[] | select(.type == "step_waiting") | [.at, .data.what]'
pkill -f "$busy"
begin=$SECONDS
until_it_is 'aggressive|normal'
echo "calm after $((SECONDS - begin)) s:   $(node)"
curl -sf "localhost:$port/api/v1/workflows/$id?wait=60s" | jq -c '[.workflow_id, .status]'

# Memory that others use, until 83 % are in use: tail holds what it may have to print.
total=$(awk '/MemTotal/ {print $2}' /proc/meminfo)
free=$(awk '/MemAvailable/ {print $2}' /proc/meminfo)
bytes=$(((free - total * 17 / 100) * 1024))
begin=$SECONDS
(setsid bash -c 'tail -c "$1" <(head -c "$1" /dev/zero; exec -a "$0" sleep 600) >/dev/null' "$busy" "$bytes" &)
until_it_is conservative
echo "memory, after $((SECONDS - begin)) s: $(node)"
pkill -f "$busy" || :
pkill -f "tail -c $bytes" || :
begin=$SECONDS
until_it_is 'aggressive|normal'
echo "free after $((SECONDS - begin)) s:    $(node)"
