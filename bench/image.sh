#!/usr/bin/env bash
# How large the image is, how soon a node of it is ready after a stop, and how much memory it takes without work.
#
#   bench/image.sh [IMAGE]     pawl when nothing is said, as docker-compose.yml has it built
#   ROUNDS=15 IDLE=120 bench/image.sh
#
# Starts a PostgreSQL and a node in containers of their own; the first start of the node unpacks what is known from training.
# Who asks whether it is ready is this shell itself: a process for each question would take a good part of a processor.
set -euo pipefail

image="${1:-pawl}"
name="pawl-bench-$$"
trap 'docker rm -fv "$name-node" "$name-postgres" >/dev/null 2>&1 || :; docker network rm "$name" >/dev/null 2>&1 || :' EXIT
# Whoever takes a connection and is not there yet closes it.
trap '' PIPE
exec 9<> <(:)

pause() { read -rt "$1" -u 9 || :; }
median() { sed -n "$((($1 + 1) / 2))p"; }

is_ready() {
  local line=
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
  printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3 2>/dev/null || :
  read -rt 2 line <&3 2>/dev/null || :
  exec 3>&-
  [[ $line == *' 200'* ]]
}

# Prints after how many seconds it is ready: as a client sees it, and since the process began.
start() {
  local since begin
  since="$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)"
  begin=${EPOCHREALTIME/./}
  docker start "$name-node" >/dev/null
  port="$(docker port "$name-node" 8080/tcp | head -1)"
  port="${port##*:}"
  until is_ready; do
    if ((${EPOCHREALTIME/./} - begin > 120000000)); then
      docker logs "$name-node" >&2
      exit 1
    fi
    pause 0.02
  done
  local took=$((${EPOCHREALTIME/./} - begin))
  pause 1
  printf '%d.%02d %s\n' $((took / 1000000)) $((took / 10000 % 100)) \
    "$(docker logs --since "$since" "$name-node" 2>&1 | sed -n 's/.*process running for \([0-9.]*\).*/\1/p')"
}

docker network create "$name" >/dev/null
docker run -d --name "$name-postgres" --network "$name" -e POSTGRES_DB=pawl -e POSTGRES_USER=pawl -e POSTGRES_PASSWORD=pawl \
  postgres:18 >/dev/null
until docker exec "$name-postgres" pg_isready -q -h 127.0.0.1 -U pawl -d pawl; do pause 1; done
docker create --name "$name-node" --network "$name" -p 127.0.0.1::8080 \
  -e "SPRING_DATASOURCE_URL=jdbc:postgresql://$name-postgres:5432/pawl" -e SPRING_DATASOURCE_USERNAME=pawl \
  -e SPRING_DATASOURCE_PASSWORD=pawl -e "PAWL_SECURITY_ADMIN_TOKEN=$(openssl rand -hex 32)" "$image" >/dev/null

rounds="${ROUNDS:-7}"
echo "size:                         $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000)) MB"
echo "first start of a container:   $(start) s, from docker start and of the process"
times=
for ((round = 0; round < rounds; round++)); do
  docker stop -t 60 "$name-node" >/dev/null
  pause 2
  times+="$(start)"$'\n'
done
times="${times%$'\n'}"
for column in 1 2; do
  sorted="$(cut -d' ' -f"$column" <<<"$times" | sort -n)"
  since=('docker start:' 'its process: ')
  echo "ready again, since ${since[column - 1]}    $(median "$rounds" <<<"$sorted") s, median of $rounds ($(head -1 <<<"$sorted") to $(tail -1 <<<"$sorted"))"
done
pause "${IDLE:-120}"
echo "memory after ${IDLE:-120} s without work:  $(docker stats --no-stream --format '{{.MemUsage}}' "$name-node")"
