#!/usr/bin/env bash
# Measures the size of the image, the time until a restarted node is ready, and the memory of an idle node.
#
# usage: bench/image.sh [IMAGE]
#
#   IMAGE    the image, "pawl" by default, as built by docker-compose.yml
#   ROUNDS   environment variable: number of restarts, 7 by default
#   IDLE     environment variable: seconds before the memory is measured, 120 by default
#
# Example: ROUNDS=15 IDLE=120 bench/image.sh
#
# Starts PostgreSQL and a node in containers. The first start of the node unpacks the AOT cache of the training run.
# The shell itself polls readiness: a process per request would use a considerable part of a processor.
set -euo pipefail

image="${1:-pawl}"
name="pawl-bench-$$"
trap 'docker rm -fv "$name-node" "$name-postgres" >/dev/null 2>&1 || :; docker network rm "$name" >/dev/null 2>&1 || :' EXIT
# A server that is not ready may close a connection while the shell writes to it.
trap '' PIPE
exec 9<> <(:)

pause() { read -rt "$1" -u 9 || :; }
median_line() { sed -n "$((($1 + 1) / 2))p"; }

is_ready() {
  local line=
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
  printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3 2>/dev/null || :
  read -rt 2 line <&3 2>/dev/null || :
  exec 3>&-
  [[ $line == *' 200'* ]]
}

# Starts the node, and prints the seconds until it was ready: since docker start, and since the start of its process.
start_node() {
  local log_since started elapsed
  log_since="$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)"
  started=${EPOCHREALTIME/./}
  docker start "$name-node" >/dev/null
  port="$(docker port "$name-node" 8080/tcp | head -1)"
  port="${port##*:}"
  until is_ready; do
    if ((${EPOCHREALTIME/./} - started > 120000000)); then
      docker logs "$name-node" >&2
      exit 1
    fi
    pause 0.02
  done
  elapsed=$((${EPOCHREALTIME/./} - started))
  pause 1
  printf '%d.%02d %s\n' $((elapsed / 1000000)) $((elapsed / 10000 % 100)) \
    "$(docker logs --since "$log_since" "$name-node" 2>&1 | sed -n 's/.*process running for \([0-9.]*\).*/\1/p')"
}

docker network create "$name" >/dev/null
docker run -d --name "$name-postgres" --network "$name" -e POSTGRES_DB=pawl -e POSTGRES_USER=pawl -e POSTGRES_PASSWORD=pawl \
  postgres:18 >/dev/null
until docker exec "$name-postgres" pg_isready -q -h 127.0.0.1 -U pawl -d pawl; do pause 1; done
docker create --name "$name-node" --network "$name" -p 127.0.0.1::8080 \
  -e "SPRING_DATASOURCE_URL=jdbc:postgresql://$name-postgres:5432/pawl" -e SPRING_DATASOURCE_USERNAME=pawl \
  -e SPRING_DATASOURCE_PASSWORD=pawl -e "PAWL_SECURITY_ADMIN_TOKEN=$(openssl rand -hex 32)" "$image" >/dev/null

rounds="${ROUNDS:-7}"
echo "image size:                    $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000)) MB"
echo "first start of a container:    $(start_node) s, since docker start and since process start"
durations=
for ((round = 0; round < rounds; round++)); do
  docker stop -t 60 "$name-node" >/dev/null
  pause 2
  durations+="$(start_node)"$'\n'
done
durations="${durations%$'\n'}"
for column in 1 2; do
  sorted="$(cut -d' ' -f"$column" <<<"$durations" | sort -n)"
  start_events=('docker start: ' 'process start:')
  range="$(head -1 <<<"$sorted") to $(tail -1 <<<"$sorted")"
  median="$(median_line "$rounds" <<<"$sorted")"
  echo "restart, ready since ${start_events[column - 1]}  $median s, median of $rounds ($range)"
done
pause "${IDLE:-120}"
echo "memory after ${IDLE:-120} s idle:       $(docker stats --no-stream --format '{{.MemUsage}}' "$name-node")"
