#!/bin/sh
# Create the virtual environment in $1 with the first Python that is new enough.
set -eu
target=$1

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for python in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
    if fits "$python"; then
        rm -rf "$target" # a half-made one, from an interrupted run
        echo "Creating $target with $("$python" --version)."
        "$python" -m venv "$target" && exit 0
        rm -rf "$target"
        echo "$python cannot create virtual environments: install its venv module (on Debian and Ubuntu, the package ${python##*/}-venv)." >&2
        exit 1
    fi
done

echo "No Python 3.11 or newer was found: install one, or name it as in \`make run PYTHON=/path/to/python3.11\`." >&2
exit 1
