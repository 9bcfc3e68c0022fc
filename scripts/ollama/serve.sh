#!/usr/bin/env bash
# Runs the server that setup.sh made, in the foreground, with the models that setup.sh made.
set -euo pipefail

case ${1:-} in
  '') ;;
  --help | -h)
    cat <<'TEXT'
Usage: scripts/ollama/serve.sh

OLLAMA_HOST        address to listen on (default 127.0.0.1:11434)
CRIA_OLLAMA_HOME   folder that setup.sh filled (default ~/.cache/cria-ollama)
TEXT
    exit 0
    ;;
  *)
    printf 'serve.sh: unknown option %s (known: --help)\n' "$1" >&2
    exit 2
    ;;
esac

home=${CRIA_OLLAMA_HOME:-${HOME:?set HOME or CRIA_OLLAMA_HOME}/.cache/cria-ollama}
if [[ ! -x $home/bin/ollama ]]; then
  printf 'serve.sh: no server in %s; run scripts/ollama/setup.sh first\n' "$home" >&2
  exit 1
fi
export OLLAMA_MODELS=$home/store OLLAMA_HOST=${OLLAMA_HOST:-127.0.0.1:11434}
# Another server may be adding a model to the same store: leave its half-written files alone.
export OLLAMA_NOPRUNE=1
exec "$home/bin/ollama" serve
