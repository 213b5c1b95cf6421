#!/usr/bin/env bash
# ./dev flatpak, inside the root with flatpak: build the manifest on the stand-in, bundle it, install the bundle, try it in its sandbox.
set -euo pipefail
cd "$(dirname "$0")/.."
standin=$1 id=org.marbre.Marbre out=$PWD/build/flatpak
export FLATPAK_USER_DIR=$standin/installation
log=$out/log

say () { printf 'flatpak: %s\n' "$*"; }

quietly () { # CMD…: what it says is shown only when it fails
  "$@" >>"$log" 2>&1 </dev/null || {
    tail -n 40 "$log" | cut -c 1-300 >&2
    say "$1 failed; all it said is in $log" >&2
    exit 1
  }
}

modules () { # HOW: names of the modules that flatpak/standin.txt treats so, and what they come from
  awk -v how="$1" '!/^#/ && $2 == how { print $1, $3 }' flatpak/standin.txt
}

# Debian's own archive of a source, if its bytes are those of the manifest, where flatpak-builder looks before it asks a network.
fetch_source () { # MODULE PACKAGE
  local address sum place work=$MARBRE_CACHE/flatpak/apt
  read -r address sum < <(tools/flatpak-manifest source "$1")
  place=$MARBRE_CACHE/flatpak/downloads/$sum
  [[ ! -f $place/${address##*/} ]] || return 0
  say "fetching the source of $1 from Debian's package $2"
  rm -rf "$work"
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/got" "$place"
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$work/sources.list"
  printf '%s "%s";\n' Dir::State::lists "$work/lists" Dir::Cache "$work" Dir::Cache::archives "$work/archives" \
    Dir::Etc::sourcelist "$work/sources.list" Dir::Etc::sourceparts - APT::Sandbox::User "$(id -un)" Acquire::Languages none >"$work/conf"
  (
    cd "$work/got"
    export APT_CONFIG=$work/conf
    quietly apt-get update -q
    quietly apt-get source -q --download-only --only-source "$2"
  )
  for file in "$work"/got/*; do
    [[ $(sha256sum <"$file") != "$sum  -" ]] || mv "$file" "$place/${address##*/}"
  done
  rm -rf "$work"
  [[ -f $place/${address##*/} ]] || { say "Debian's package $2 has no file with the hash of ${address##*/}" >&2; exit 1; }
}

install_platform () {
  [[ ! -f $standin/installed ]] || return 0
  say "installing the stand-in for this ./dev alone"
  quietly flatpak --user remote-add --if-not-exists --no-gpg-verify standin "$standin/repo"
  quietly flatpak --user config --set languages 'en;fr'
  quietly flatpak --user install -y --noninteractive standin org.gnome.Platform org.gnome.Sdk
  : >"$standin/installed"
}

build () {
  local start=$SECONDS
  while read -r module package; do fetch_source "$module" "$package"; done < <(modules source)
  tools/flatpak-manifest local >"$out/$id.json"
  quietly flatpak-builder --user --force-clean --disable-rofiles-fuse --ccache --state-dir="$standin/state" \
    --extra-sources="$MARBRE_CACHE/flatpak" --repo="$standin/apps" "$standin/build" "$out/$id.json"
  quietly flatpak build-bundle "$standin/apps" "$out/$id.flatpak" "$id"
  quietly flatpak --user install -y --noninteractive --reinstall "$out/$id.flatpak"
  say "built without a network in $((SECONDS - start)) s"
}

conclude () {
  local unpinned
  unpinned=$(grep -vc '^#' flatpak/unpinned.txt || true)
  cat <<EOF
bundle: $out/$id.flatpak, $(du --apparent-size -BK "$out/$id.flatpak" | cut -f1 | tr -d K) KB
Shown: the manifest's permissions, paths and exported files, the build without a network, portals, and the sandboxes inside the
sandbox, on Debian 13's GTK $(version gtk4), libadwaita $(version libadwaita-1) and WebKitGTK $(version webkitgtk-6.0).
Not shown: the versions of GNOME's own platform, its extensions (drivers of graphics cards, codecs, languages), Wayland, and the
build of the modules that the stand-in has as packages: $(modules package | cut -d' ' -f1 | paste -sd' ').
Sources without a hash, which flatpak-builder will refuse: $unpinned (flatpak/unpinned.txt).
EOF
}

version () { pkg-config --modversion "$1"; }

mkdir -p "$out"
: >"$log"
install_platform
build
tools/desk-session --portals tests/flatpak/sandbox "$standin/build" "$out" || { say "not everything held"; status=1; }
conclude
exit "${status:-0}"
