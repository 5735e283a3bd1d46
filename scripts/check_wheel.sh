#!/bin/sh
# Builds the wheel and the source archive, and runs the wheel from an empty environment in another folder.

set -eu

cd "$(dirname "$0")/.."
scripts/setup.sh check
rm -rf dist
.venv/bin/python -m build --outdir dist .

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
.venv/bin/python -m venv "$empty/venv"
"$empty/venv/bin/python" -m pip install --quiet --disable-pip-version-check dist/*.whl
cd "$empty"
venv/bin/capadesk --help >/dev/null
venv/bin/python -I -c 'from capadesk.resource_files import resource_path; [resource_path(name) for name in ("mission-cities.csv", "guide/README.md")]'
venv/bin/capadesk --data sample.capadesk.db demo
echo "The wheel runs from an empty environment."
