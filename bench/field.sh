#!/usr/bin/env bash
# Shows what Pawl does to a project, as its maintainer would see it: runs the project's own check before and after the
# workflows standard and comprehensive, and comprehensive a second time.
#
# usage: bench/field.sh FOLDER 'CHECK COMMAND'
#
#   FOLDER    the project; it is copied and not changed
#   CHECK     command that the project's maintainers run, such as './mvnw verify' or 'npm test'; runs in the copy
#   PAWL      environment variable: URL of a running service whose roots contain WORK; otherwise a service is started
#   WORK      environment variable: folder for the copy, a temporary folder by default; the copy is kept if it is set
#   PORT      environment variable: port of the started service, 18184 by default
#   MISFORMAT environment variable: extension of the files to misformat, such as java. Instead of the above, five of them
#             are misformatted, on which the check must fail, and format-only must make it pass again
#
# Prints the changed files and lines of each workflow, the coverage of each language with the tool and the source of its
# consent, the findings by rule, the durations, and whether the verdict of the check changed. Exits with 1 if it changed,
# a workflow was not completed, or the second run changed a file. With MISFORMAT, exits with 1 unless the check passed,
# failed and passed.
set -euo pipefail

usage="usage: bench/field.sh FOLDER 'CHECK COMMAND'"
folder="$(cd "${1:?$usage}" && pwd)"
check="${2:?$usage}"
cd "$(dirname "$0")/.."
work="${WORK:-$(mktemp -d)}"
url="${PAWL:-}"
service=
clean_up() {
  if [[ $service ]]; then kill "$service" 2>/dev/null || :; wait "$service" 2>/dev/null || :; fi
  [[ ${WORK:-} ]] || rm -rf "$work"
}
trap clean_up EXIT

code="$work/$(basename "$folder")"
rm -rf "$code"
mkdir -p "$work"
cp -r "$folder" "$code"
# Compared with git; a repository of its own does not depend on the state of the project's.
rm -rf "$code/.git"
git_code() {
  git -C "$code" -c user.name=field -c user.email=field@localhost -c core.autocrlf=false -c core.quotePath=false "$@"
}
git_code init -q
git_code add -A
git_code commit -qm "before"

if [[ ! $url ]]; then
  port="${PORT:-18184}"
  ./mvnw -q -B spring-boot:run -Dspring-boot.run.optimizedLaunch=false \
    -Dspring-boot.run.arguments="--server.port=$port --pawl.workspace.folder=$work/pawl \
    --pawl.workspace.roots=$work" >"$work/log" 2>&1 &
  service=$!
  url="http://localhost:$port"
  until curl -sf "$url/actuator/health" >/dev/null; do
    kill -0 "$service" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    read -rt 0.2 <> <(:) || :
  done
fi

failures=0
first_verdict=
verdict=
checked_tree=

# Runs the check of the project on a copy of the copy, so that its output is no input of the next workflow. The check is
# not repeated for files that it has already judged.
run_check() {
  local started=$SECONDS tree
  tree="$(git_code rev-parse 'HEAD^{tree}')"
  if [[ $tree == "$checked_tree" ]]; then
    printf '%-28s %s, as before: the files are the same\n' "check $1" "$verdict"
    return
  fi
  checked_tree="$tree"
  verdict=passed
  rm -rf "$work/checked"
  cp -r "$code" "$work/checked"
  (cd "$work/checked" && bash -c "$check") >"$work/check-$1.log" 2>&1 </dev/null || verdict="failed ($?)"
  printf '%-28s %s, %s s\n' "check $1" "$verdict" $((SECONDS - started))
  if [[ ! $first_verdict ]]; then
    first_verdict="$verdict"
  elif [[ $verdict != "$first_verdict" && ! ${MISFORMAT:-} ]]; then
    echo "VERDICT CHANGED: $first_verdict before, $verdict now; last lines:"
    tail -5 "$work/check-$1.log"
    failures=1
  fi
}

# Runs a workflow on the copy, and prints what it did.
run_workflow() {
  local type="$1" label="$2" started=$SECONDS id workflow="$work/workflow.json"
  curl -sf "$url/api/v1/workflows" -H 'Content-Type: application/json' -H 'Prefer: wait=60' \
    -d "$(jq -n --arg path "$code" --arg type "$type" '{target: {path: $path}, type: $type}')" >"$workflow"
  id=$(jq -r .workflow_id "$workflow")
  until jq -e '.status | IN("completed", "failed", "rolled_back", "cancelled")' "$workflow" >/dev/null; do
    curl -sf "$url/api/v1/workflows/$id?wait=30s" >"$workflow"
  done
  printf '%-28s %s, %s s\n' "$label" "$(jq -r '.status + (if .ended_reason then " (" + .ended_reason + ")" else "" end)' \
    "$workflow")" $((SECONDS - started))
  jq -e '.status == "completed"' "$workflow" >/dev/null || failures=1
  git_code add -A
  git_code diff --cached --numstat | awk '
    {files++; added += $1; removed += $2; n = split($3, part, "."); count[part[n]]++}
    END {printf "  changed                    %d files, +%d -%d lines", files, added, removed
         for (extension in count) printf "; %s: %d", extension, count[extension]
         print ""}'
  jq -r '
    .coverage.languages[]?
    | "  \(.language): \(.files) files; checked by \([.check.tools[]?.tool] | join(", ") | if . == "" then "no tool" else . end); "
      + ([.formatting.tools[]? | "formatted by \(.tool) \(.version), \(.files) files, asked for by \(.source)"] | join("; ")
         | if . == "" then "not formatted" else . end)
      + (if .formatting.reason then " (\(.formatting.reason))" else "" end)' "$workflow"
  curl -sf "$url/api/v1/workflows/$id/report?format=json" | jq -r '
    [.. | objects | select(has("rule") and has("severity") and has("tool"))] | unique
    | group_by([.severity, .tool, .rule]) | map({key: "\(.[0].severity) \(.[0].tool)/\(.[0].rule)", count: length})
    | sort_by(-.count)[] | "  \(.count) \(.key)"' | head -40
  git_code commit -qm "$label" --allow-empty
}

# Misformats five files in a way that every formatter repairs: spaces around an assignment, empty lines at the end.
misformat() {
  local file line changed=0
  while IFS= read -r file && ((changed < 5)); do
    line="$(grep -nm1 -E '^[[:alnum:][:blank:]_.<>*]+ :?= [^ =]' "$code/$file" | cut -d: -f1)" || continue
    sed -i -E "$line s/ (:?=) /   \\1   /" "$code/$file"
    printf '\n\n' >>"$code/$file"
    echo "  misformatted               $file:$line"
    changed=$((changed + 1))
  done < <(git_code ls-files "*.$1" | grep -vE '(^|/)(vendor|third_party|testdata|fixtures?|gtest|docs?|examples)/')
  git_code add -A
  git_code commit -qm "misformatted"
}

changed_files() { git_code diff --name-only HEAD~1 HEAD | wc -l; }

echo "project                      $(git_code ls-files | wc -l) files, commit of Pawl $(git log -1 --format=%h)"
run_check before
if [[ ${MISFORMAT:-} ]]; then
  [[ $verdict == passed ]] || failures=1
  misformat "$MISFORMAT"
  run_check "misformatted"
  [[ $verdict != passed ]] || failures=1
  run_workflow format-only format-only
  run_check "after format-only"
  [[ $verdict == passed ]] || failures=1
  echo "differs from the original in $(git_code diff --name-only HEAD~2 HEAD | wc -l) files"
  exit $failures
fi
run_workflow standard standard
run_check "after standard"
run_workflow comprehensive comprehensive
run_check "after comprehensive"
run_workflow comprehensive "comprehensive, again"
if (($(changed_files))); then
  echo "SECOND RUN CHANGED $(changed_files) FILES"
  failures=1
fi
exit $failures
