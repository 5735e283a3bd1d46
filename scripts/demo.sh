#!/bin/sh
# Shows the whole way once: sample data in, a workbook and a calendar out, then the window.

set -eu

cd "$(dirname "$0")/.."
scripts/setup.sh run
python=.venv/bin/python
demo=build/demo
sample=$demo/sample.capadesk.db

rm -rf "$demo"
mkdir -p "$demo"
"$python" -m capadesk --data "$sample" demo
"$python" -m capadesk --data "$sample" report activity "$demo/activity.xlsx"
"$python" -m capadesk --data "$sample" export calendar "$demo/calendar.ics"

echo
echo "The sample data:  $demo/sample.capadesk.db"
echo "The Excel report: $demo/activity.xlsx"
echo "The calendar:     $demo/calendar.ics"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]; then
    echo "Opening the window. Close it to end the demonstration."
    exec "$python" -m capadesk --data "$sample"
fi

echo "There is no display here, so the window is drawn into a picture."
QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES="default.warning=false" \
    "$python" -m capadesk.ui.screenshots --data "$sample" --out "$demo" --one
echo "The window:       $demo/window.png"
