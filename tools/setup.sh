#!/bin/sh
# Gets a fresh Debian or Ubuntu machine ready, without a person: `tools/setup.sh demo` to use powerflow,
# `tools/setup.sh test` to work on it as well. The second run finds everything in place and returns at once.
#
#   PYTHON=/path/to/python3      use this interpreter
#   POWERFLOW_SETUP_NO_APT=1     leave the system's packages alone (the drawing tools then come as wheels)
set -eu

# An empty HOME confuses pip and git; an absent one is looked up. A caller's Python settings must not reach the new environment.
[ -n "${HOME:-}" ] || unset HOME
unset PYTHONHOME PYTHONPATH
export PIP_NO_INPUT=1 PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 DEBIAN_FRONTEND=noninteractive
exec </dev/null

kind=${1:-demo}
cd "$(dirname "$0")/.."
root=$(pwd -P)
venv=.venv
log=$venv/setup.log
key=$(cat setup.cfg setup.py pyproject.toml tools/setup.sh | cksum)

say() { printf '%s\n' "powerflow: $*" >&2; }
fail() {
    say "$*"
    exit 1
}

# --- what is there ---------------------------------------------------------------------------------------------------

suitable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }

# The machine's own python3 first, because its packages fit it; then the newest other one.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        suitable "$PYTHON" && printf '%s\n' "$PYTHON"
        return
    fi
    for name in python3 python3.14 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3; do
        if suitable "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    return 1
}

has_system_drawing() {
    command -v dot >/dev/null 2>&1 && command -v fc-list >/dev/null 2>&1 &&
        [ -n "$(fc-list 'Noto Sans CJK SC' family 2>/dev/null)" ]
}

has_drawing() { has_system_drawing || [ -e "$venv/.powerflow-draw" ]; }

is_ready() {
    [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.powerflow-root" 2>/dev/null)" = "$root" ] &&
        [ "$(cat "$venv/.powerflow-$1" 2>/dev/null)" = "$key" ] && has_drawing
}

# --- the system's packages -------------------------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env "$@"
    else
        sudo -n env "$@"
    fi
}

has_apt() {
    [ -z "${POWERFLOW_SETUP_NO_APT:-}" ] && command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

apt_get() {
    as_root DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -qq -y "$@"
}

# Another apt may hold the lists' lock, which DPkg::Lock::Timeout does not wait for on older releases.
apt_update() {
    for pause in 5 15 30 0; do
        apt_get update && return 0
        sleep "$pause"
    done
    return 1
}

apt_install() {
    has_apt || return 1
    say "正在用 apt 安装 / installing with apt: $*"
    {
        apt_get install --no-install-recommends "$@" ||
            { apt_update && apt_get install --no-install-recommends "$@"; }
    } >"$scratch" 2>&1 || {
        tail -n 3 "$scratch" >&2
        return 1
    }
}

# --- the steps -------------------------------------------------------------------------------------------------------

need_python() {
    python=$(find_python) || {
        [ -z "${PYTHON:-}" ] || fail "PYTHON=$PYTHON 不是 Python 3.10 或更高版本 / is not Python 3.10 or later."
        apt_install python3 python3-venv && python=$(find_python)
    } || fail "需要 Python 3.10 或更高版本，请安装后重试（或设 PYTHON=路径） / Python 3.10 or later is needed: install it and try again (or set PYTHON=path)."

    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
        apt_install "$package" || true
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            fail "此 Python 不能建立虚拟环境，请由管理员执行 / this Python cannot make virtual environments, ask an administrator to run: apt-get install $package"
    fi
}

# Scripts and the editable install hold the folder's path, so a moved checkout starts over.
make_venv() {
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1 && [ "$(cat "$venv/.powerflow-root" 2>/dev/null)" = "$root" ]; then
        return
    fi
    need_python
    say "正在建立虚拟环境 / making the virtual environment: $venv ($("$python" --version))"
    "$python" -m venv --clear "$venv" || fail "不能建立虚拟环境 / cannot make the virtual environment: $root/$venv"
    printf '%s\n' "$root" >"$venv/.powerflow-root"
}

pip_install() { "$venv/bin/python" -m pip install --quiet --retries 5 "$@" >>"$log" 2>&1; }

install_packages() {
    case $kind in
    demo) what=. ;;
    *) what='.[dev]' ;;
    esac
    say "正在安装 Python 包（约一分钟） / installing Python packages (about a minute)"
    : >"$log"
    pip_install --editable "$what" || {
        grep -E '^ *(ERROR|error)' "$log" | tail -n 3 >&2
        fail "Python 包未能安装，请检查网络或代理后重试，详见 / packages could not be installed, check the network or proxy and try again, see: $root/$log"
    }
}

# Wheels only: building Graphviz's bindings would need a compiler and headers that such a machine lacks as well.
install_drawing_wheels() {
    [ -e "$venv/.powerflow-draw" ] && return
    pip_install --only-binary pygraphviz,manimgx-fonts-cjk --editable '.[draw]' &&
        "$venv/bin/python" -c 'import pygraphviz, manimgx_fonts_cjk' 2>>"$log" && : >"$venv/.powerflow-draw"
}

install_drawing() {
    has_drawing && return
    apt_install graphviz fonts-noto-cjk fontconfig && has_system_drawing && return
    say "正在以 Python 包安装制图工具和中文字体 / installing the drawing tools and a Chinese font as Python packages"
    install_drawing_wheels ||
        fail "缺少 Graphviz 的 dot 或中文字体，请由管理员执行 / Graphviz's dot or a Chinese font is missing, ask an administrator to run: apt-get install graphviz fonts-noto-cjk"
}

# Tests look into PDFs with poppler's programs and draw by both routes; where these cannot be had the tests say so and skip.
install_test_tools() {
    command -v pdftotext >/dev/null 2>&1 || apt_install poppler-utils ||
        say "没有 pdftotext，查看 PDF 的测试将跳过 / pdftotext is missing, tests that look into PDFs will skip (apt-get install poppler-utils)."
    install_drawing_wheels ||
        say "没有制图的 Python 包，相应测试将跳过 / the drawing wheels are missing, their tests will skip."
}

# --- all of it -------------------------------------------------------------------------------------------------------

case $kind in
demo | test) ;;
*) fail "用法 / usage: tools/setup.sh demo|test" ;;
esac

if is_ready "$kind"; then
    exit 0
fi

touch .setup.lock 2>/dev/null || fail "不能写入此文件夹 / this folder cannot be written to: $root"

# Two terminals at once must not install into each other's hands.
if command -v flock >/dev/null 2>&1; then
    exec 9>.setup.lock
    flock 9
    if is_ready "$kind"; then
        exit 0
    fi
fi
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
trap 'exit 130' INT TERM

make_venv
install_packages
install_drawing
printf '%s\n' "$key" >"$venv/.powerflow-demo"
if [ "$kind" = test ]; then
    install_test_tools
    printf '%s\n' "$key" >"$venv/.powerflow-test"
fi
say "准备就绪 / ready"
