#!/usr/bin/env bash
# Finds the system libraries and commands that are missing, and installs them where one may (root, apt-get).
# Otherwise it prints the one command to type and goes on: what works without them shall work.
#
# Usage: tools/setup_system.sh run|test
set -euo pipefail

[ "$(uname -s)" = Linux ] || exit 0
PATH="$PATH:/usr/sbin:/sbin"

# What is loaded at run time | the Debian or Ubuntu package that brings it (names by age, newest first)
libraries="
libglib-2.0.so.0       libglib2.0-0t64,libglib2.0-0
libEGL.so.1            libegl1
libGL.so.1             libgl1
libfontconfig.so.1     libfontconfig1
libdbus-1.so.3         libdbus-1-3
libxkbcommon.so.0      libxkbcommon0
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-shape.so.0      libxcb-shape0
libxcb-xkb.so.1        libxcb-xkb1
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libportaudio.so.2      libportaudio2
"
# What only the tests call: independent programs to compare with, and a sound server to play through
commands="
ffmpeg                 ffmpeg
sox                    sox
praat                  praat
pulseaudio             pulseaudio
pactl                  pulseaudio-utils
"

missing=()

find_missing() {
    local known name package
    known=$(ldconfig -p 2>/dev/null || true)
    while read -r name package; do
        [ -z "$name" ] || [[ $known == *"$name "* ]] || missing+=("$package")
    done <<<"$libraries"
    # The way from PortAudio to a sound server goes through a plug-in of ALSA, which no linker knows
    compgen -G '/usr/lib*/*/alsa-lib/libasound_module_pcm_p[iu]*.so' >/dev/null ||  # pipewire or pulse
        compgen -G '/usr/lib*/alsa-lib/libasound_module_pcm_p[iu]*.so' >/dev/null ||
        missing+=("libasound2-plugins")
    [ "$1" = test ] || return 0
    while read -r name package; do
        [ -z "$name" ] || command -v "$name" >/dev/null || missing+=("$package")
    done <<<"$commands"
}

# The first of several names that this system's package list knows
known_name() {
    local name
    for name in ${1//,/ }; do
        apt-cache show "$name" 2>/dev/null | grep -q '^Package:' && echo "$name" && return
    done
    echo "${1##*,}"
}

find_missing "${1:-run}"
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Missing on this system: ${missing[*]} (names as in Debian). Please install them with your package manager." >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
[ "$(id -u)" != 0 ] || apt-get update -qq || echo "The package lists could not be renewed; going on with the old ones." >&2
packages=()
for names in "${missing[@]}"; do packages+=("$(known_name "$names")"); done
install="apt-get install -y --no-install-recommends ${packages[*]}"
if [ "$(id -u)" = 0 ]; then
    echo "Installing system packages: ${packages[*]}"
    $install -qq -o Dpkg::Use-Pty=0 >/dev/null || echo "Some could not be installed; what needs them will say so. By hand: $install" >&2
else
    echo "Missing system packages. Please type:  sudo $install" >&2
fi
