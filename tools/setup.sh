#!/usr/bin/env bash
# Makes .venv with everything pinned. The second time it only compares a stamp and is done in milliseconds.
#
# Usage: tools/setup.sh run|test     test adds what the checks need
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-run}
tools/setup_system.sh "$what"

wanted=$(cat pyproject.toml constraints.txt tools/setup.sh | sha256sum | cut -d' ' -f1)
stamped() { [ "$(cat ".venv/.setup-$1" 2>/dev/null)" = "$wanted" ]; }
if [ -x .venv/bin/python ] && { stamped test || stamped "$what"; }; then exit 0; fi

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The first Python of at least 3.11, preferably one that can make environments
find_python() {
    local candidate fallback=""
    for candidate in python3 python3.13 python3.12 python3.11; do
        is_new_enough "$candidate" || continue
        can_make_venv "$candidate" && echo "$candidate" && return
        fallback=${fallback:-$candidate}
    done
    echo "$fallback"
}

# Debian and Ubuntu keep the making of environments in a package of its own
install_venv_module() {
    local package command
    package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    command="apt-get install -y --no-install-recommends $package"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive $command -qq -o Dpkg::Use-Pty=0 >/dev/null; } || true
    fi
    if ! can_make_venv "$1"; then
        echo "$1 cannot make virtual environments. On Debian or Ubuntu type:  sudo $command" >&2
        exit 1
    fi
}

if ! { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "Audio Workbench needs Python 3.11 or newer, and found none (looked for python3, python3.13, python3.12, python3.11)." >&2
        exit 1
    fi
    can_make_venv "$python" || install_venv_module "$python"
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "$@"; }

# torch first and alone: asked for together with the rest, the resolver may take a far larger build of it
torch=$(grep -E '^torch==' constraints.txt)
echo "Installing $torch (the largest part, some minutes the first time)"
pip "$torch"
echo "Installing the rest"
pip hatchling editables
if [ "$what" = test ]; then pip --no-build-isolation --editable '.[dev]'; else pip --no-build-isolation --editable .; fi
echo "$wanted" >".venv/.setup-$what"
