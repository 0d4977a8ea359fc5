#!/bin/sh
# Puts what Stik needs into .venv in this checkout: `sh tools/setup.sh run` to use it, `dev` to test and check it too.
# A second call does nothing while pyproject.toml, constraints.txt and this file are unchanged.
set -eu
cd "$(dirname "$0")/.."

what=${1:-run}
case $what in
  run) asked='.' ;;
  dev) asked='.[dev]' ;;
  *) echo "tools/setup.sh knows run and dev, not $what." >&2; exit 2 ;;
esac

# The path is part of the stamp because a virtual environment does not survive a move.
stamp="$(cat pyproject.toml constraints.txt tools/setup.sh | cksum) $PWD"
stamped() { [ -f ".venv/.stik-$1" ] && [ "$(cat ".venv/.stik-$1")" = "$stamp" ]; }
works() { [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; }
if [ -x .venv/bin/python ] && { stamped dev || { [ "$what" = run ] && stamped run; }; }; then exit 0; fi

find_python() {
  for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$candidate"; return; fi
  done
  echo "Stik needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3 …" >&2
  return 1
}

make_venv() {
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$python cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2
    return 1
  fi
  rm -rf .venv
  "$python" -m venv .venv
}

install_all() {
  # uv takes seconds where pip takes a minute; a machine that cannot have it, or whose settings only pip knows, uses pip.
  .venv/bin/python -m uv --version || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv || true
  if .venv/bin/python -m uv --version; then
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/python -m uv pip install -c constraints.txt -e "$asked" && return
  fi
  .venv/bin/python -m pip install --disable-pip-version-check -c constraints.txt -e "$asked"
}

moved() { for old in .venv/.stik-run .venv/.stik-dev; do [ ! -f "$old" ] || case $(cat "$old") in *" $PWD") ;; *) return 0 ;; esac; done; return 1; }

echo "Setting up .venv ($what); this happens once and takes up to a minute."
if ! works || moved; then make_venv; fi
if ! install_all >.venv/setup.log 2>&1; then
  tail -n 30 .venv/setup.log >&2
  echo "Setting up failed; the lines above say why, the whole record is in .venv/setup.log." >&2
  exit 1
fi
echo "$stamp" >".venv/.stik-$what"
