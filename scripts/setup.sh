#!/bin/sh
# Makes the checkout ready to run: system libraries, .venv, Python packages. Does nothing when all is there.
#
#   scripts/setup.sh [run|check|test]
#
# run: what the program needs. check: and the tools of the developers. test: and a virtual screen,
# LibreOffice, which the tests hold our files against, and PostgreSQL for hubs. PYTHON names another Python (3.11 or newer).

set -eu

profile=${1:-run}
case $profile in
    run | check | test) ;;
    *) echo "usage: scripts/setup.sh [run|check|test]" >&2; exit 2 ;;
esac

PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
export PATH
unset PYTHONHOME PYTHONPATH
cd "$(dirname "$0")/.."
root=$(pwd -P)
log=build/setup.log
venv_python=.venv/bin/python

# A name after a bar is what newer releases call the same library.
window_packages="libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0|libglib2.0-0t64
    libgssapi-krb5-2 libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-shm0
    libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libwayland-client0 libwayland-cursor0 libwayland-egl1
    fonts-dejavu-core fonts-inter"
# The tests start a server of their own: no cluster of the system is made or started.
postgres_packages="postgresql"
test_packages="xvfb xauth xdotool libreoffice-calc-nogui|libreoffice-calc libical3|libical3t64 $postgres_packages"

say() { echo "CapaDesk set-up: $*"; }

fail() {
    echo "CapaDesk set-up: $*" >&2
    exit 1
}

# Runs a command with its output in the log; shows the end of it if the command fails.
quietly() {
    mkdir -p build
    echo "+ $*" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null
}

show_log() { tail -n 15 "$log" | sed 's/^/    /' >&2; }

is_suitable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

suitable_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_suitable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_suitable "$PYTHON" || fail "PYTHON=$PYTHON is not a Python of version 3.11 or newer."
        echo "$PYTHON"
        return
    fi
    suitable_python && return
    if has_apt; then
        install_packages python3 python3-venv >&2
        suitable_python && return
    fi
    fail "Python 3.11 or newer is needed. Install it, or name it: make ... PYTHON=/path/to/python3.12"
}

has_apt() { command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; }

# The packages of "$@" that are not installed, each by its first name.
missing_packages() {
    names=$(echo "$@" | tr '|' ' ')
    # shellcheck disable=SC2086  # a list of names
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $names 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ')"
    for names in "$@"; do
        found=
        for name in $(echo "$names" | tr '|' ' '); do
            case $installed in *" $name "*) found=yes ;; esac
        done
        [ -n "$found" ] || printf '%s ' "${names%%|*}"
    done
}

# The command that apt-get is run with, or failure where there is no way to be root.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        # Asks for the password here, where it can be seen.
        sudo -v && echo "sudo env"
    else
        return 1
    fi
}

apt_install() {
    # shellcheck disable=SC2086  # a command and its options
    quietly $become DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 \
        --no-install-recommends install "$@"
}

install_packages() {
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if ! become=$(as_root); then
        say "these system packages are missing, and there is neither root nor sudo to install them:" >&2
        say "    apt-get install --no-install-recommends $missing" >&2
        say "going on without them; what needs them will not work." >&2
        return 0
    fi
    say "installing system packages: $missing"
    # shellcheck disable=SC2086  # a command and its options
    quietly $become apt-get -o DPkg::Lock::Timeout=300 update ||
        say "the package lists could not be refreshed; trying with the old ones." >&2
    # shellcheck disable=SC2086  # a list of names
    apt_install $missing && return 0
    # One unknown name refuses the whole list, so each is tried alone before giving up on it.
    for name in $missing; do
        apt_install "$name" || say "could not install $name; the reason is in $log." >&2
    done
}

# Debian makes and starts a cluster when the server is installed; nobody here needs it.
make_no_cluster() {
    [ -n "$(missing_packages $postgres_packages)" ] || return 0
    [ ! -e /etc/postgresql-common/createcluster.conf ] && become=$(as_root) || return 0
    quietly $become mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | $become tee /etc/postgresql-common/createcluster.conf >/dev/null
}

install_system_libraries() {
    # shellcheck disable=SC2086  # lists of names
    if has_apt; then
        case $profile in
            test)
                make_no_cluster
                install_packages $window_packages $test_packages
                ;;
            *) install_packages $window_packages ;;
        esac
    fi
}

# What the set-up was made from: a change of any of it makes it anew.
fingerprint() {
    {
        cat pyproject.toml scripts/setup.sh tests/formats/readers/package.json
        echo "$root $(uname -sm)"
    } | cksum
}

is_set_up() {
    case $profile in
        run) profiles_that_suffice="run check test" ;;
        check) profiles_that_suffice="check test" ;;
        *) profiles_that_suffice="test" ;;
    esac
    for done_profile in $profiles_that_suffice; do
        stamp=.venv/set-up-for-$done_profile
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then
            "$venv_python" -c '' >/dev/null 2>&1 && return 0
        fi
    done
    return 1
}

make_venv() {
    is_suitable "$venv_python" && "$venv_python" -m pip --version >/dev/null 2>&1 && return 0
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        has_apt || fail "$python has no venv module: install the package that brings it, then try again."
        install_packages "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            fail "$python has no venv module, and it could not be installed."
    fi
    say "making .venv with $("$python" --version)"
    if ! quietly "$python" -m venv --clear .venv; then
        show_log
        fail "the virtual environment could not be made; the whole story is in $log."
    fi
}

install_python_packages() {
    case $profile in
        run) project=. ;;
        *) project=".[dev]" ;;
    esac
    say "installing Python packages (the first time some 100 MB are downloaded)"
    # A user's own pip settings for other environments would lead the packages away from .venv.
    if ! quietly env PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$venv_python" -m pip install --no-input --editable "$project"; then
        show_log
        fail "the Python packages could not be installed; the whole story is in $log."
    fi
}

# The calendar engine of Thunderbird reads our files in the tests; without npm those are skipped and say so.
install_calendar_reader() {
    [ "$profile" = test ] && command -v npm >/dev/null 2>&1 || return 0
    quietly npm --prefix tests/formats/readers install --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 ||
        say "ical.js could not be installed; the tests that need it are skipped." >&2
}

compile_sources() {
    # Where Python is told to write no bytecode, it would compile the program at each start.
    quietly "$venv_python" -m compileall -q capadesk || true
}

check_that_qt_loads() {
    if ! quietly env QT_QPA_PLATFORM=offscreen "$venv_python" -c \
        'from PySide6 import QtPrintSupport, QtSvg, QtWidgets; QtWidgets.QApplication([])'; then
        show_log
        say "Qt does not start: a system library is missing, its name is above. On Debian the list is in" >&2
        say "scripts/setup.sh; other systems have the same libraries under similar names." >&2
        return 0
    fi
}

install_system_libraries
if is_set_up; then
    exit 0
fi
mkdir -p build
: >"$log"
has_apt || [ "$(uname -s)" != Linux ] || say "no apt-get here: system libraries are left to you."
make_venv
install_python_packages
install_calendar_reader
compile_sources
check_that_qt_loads
fingerprint >".venv/set-up-for-$profile"
say "done."
