# Sourced: sets PYTHON to a Python that Coprod runs on, or says what to install.
cd "$(dirname "$0")/.." || exit 1

is_right_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

is_right_environment() {
    "$1" -c 'import sys; from importlib.util import find_spec
sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and find_spec("pip")))' >/dev/null 2>&1
}

find_python() {
    # An environment without pip is no use, and is made again by another Python.
    if [ -z "${PYTHON:-}" ] && is_right_environment .venv/bin/python; then
        PYTHON=.venv/bin/python
        return 0
    fi
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if is_right_python "$candidate"; then
            PYTHON=$candidate
            return 0
        fi
    done
    echo "Coprod needs Python 3.11, 3.12 or 3.13, and none is on the PATH." >&2
    echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv" >&2
    echo "  macOS:           brew install python@3.13" >&2
    echo "Or name one:       PYTHON=/path/to/python3.13 $0" >&2
    return 1
}

find_python || exit 1
