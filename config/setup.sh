# What ./run and ./test share: system packages, the virtual environment. Sourced from the root.
# Every step looks first whether it is done, so that a later start costs next to nothing.

VAR_DIR=$(realpath -m "${VAR_DIR:-var}")
export VAR_DIR
VENV=.venv

# Where Python is asked not to write beside the sources, it keeps what it compiles here instead of
# compiling everything at each start.
if [ -n "${PYTHONDONTWRITEBYTECODE:-}" ]; then
    unset PYTHONDONTWRITEBYTECODE
    export PYTHONPYCACHEPREFIX="$VAR_DIR/pycache"
fi

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Debian builds its Python to run fast. One that somebody has built himself and put before it in PATH
# often takes a quarter longer for everything. (Tests name another, or none.)
DEBIAN_PYTHON=${DEBIAN_PYTHON-/usr/bin/python3}

# Print the Python to use, of at least 3.11: the one asked for, Debian's if it can make an environment,
# the first in PATH. Nothing when there is none.
find_python() {
    local name
    if [ -z "${PYTHON:-}" ] && "$DEBIAN_PYTHON" -c \
        'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$DEBIAN_PYTHON"
        return
    fi
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

# Print the Debian packages that are missing; libraries by what the loader finds, so that another
# way of installing them counts too. Arguments: commands and libraries that are wanted besides, as
# command:package and library.so.N:package.
missing_packages() {
    local libraries pair python
    python=$(find_python)
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
    libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p)
    for pair in libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0 \
        libharfbuzz-subset.so.0:libharfbuzz-subset0 msgfmt:gettext "$@"; do
        case $pair in
            *.so.*) [[ $libraries == *"${pair%%:*} "* ]] || echo "${pair#*:}" ;;
            *) command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}" ;;
        esac
    done
}

# Install what is missing where apt may; otherwise stop with the one line to type.
need_packages() {
    local missing as_root=()
    missing=$(missing_packages "$@" | xargs)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo -n)
        sudo -n true 2>/dev/null || stop_with_line "$missing"
    fi
    command -v apt-get >/dev/null || stop "These Debian packages (or what they hold) are missing: $missing"
    say "Installing system packages: $missing"
    # A broken source elsewhere in the list must not stop us: the installation decides.
    "${as_root[@]}" apt-get update -qq || true
    # shellcheck disable=SC2086 # one word a package
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >&2 || stop_with_line "$missing"
    missing=$(missing_packages "$@" | xargs)
    [ -z "$missing" ] || stop "apt has installed everything, yet this is still missing: $missing"
}

stop_with_line() {
    local line="apt-get update && apt-get install -y --no-install-recommends $1"
    if [ "$(id -u)" = 0 ]; then
        :
    elif command -v sudo >/dev/null; then
        line="sudo apt-get update && sudo ${line#*&& }"
    else
        line="su - -c '$line'"
    fi
    stop "System packages are missing. Type this line, then start again:

    $line
"
}

# Make the virtual environment and install each requirements file whose content has changed.
need_environment() {
    local file sum
    if ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        say "Making the virtual environment in $VENV"
        "$(find_python)" -m venv --clear "$VENV"
    fi
    for file in "$@"; do
        sum=$(sha256sum <"$file")
        if [ "$sum" != "$(cat "$VENV/$file.installed" 2>/dev/null)" ]; then
            say "Installing $file"
            "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
                --require-hashes -r "$file" ||
                stop "Python packages could not be installed; pip says why above."
            echo "$sum" >"$VENV/$file.installed"
        fi
    done
}

# Hold off a second set-up in the same place while commands run: set_up_once FUNCTION...
set_up_once() {
    mkdir -p "$VAR_DIR"
    exec 9>"$VAR_DIR/setup.lock"
    flock -n 9 || { say "Another set-up is under way here; waiting for it."; flock 9; }
    "$@"
    exec 9>&-
}
