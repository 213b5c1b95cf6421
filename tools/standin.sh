#!/usr/bin/env bash
# Make a stand-in for GNOME's platform and SDK: standin.sh DIR BRANCH ROOT. ROOT becomes the platform, the root in which this
# runs the SDK. DIR is there when it is whole.
set -euo pipefail
dir=$1 branch=$2 part=$1.part
arch=$(flatpak --default-arch)

# A run-time is a system's /usr with its /etc inside, without what belongs to one machine. An ordinary user cannot read all of either.
copy () { # FROM TO
  local foreign=(apt systemd shadow shadow- gshadow gshadow- resolv.conf machine-id hostname hosts localtime mtab .pwd.lock)
  mkdir -p "$2"
  tar -C "$1" --ignore-failed-read --anchored --no-wildcards "${foreign[@]/#/--exclude=./}" -cf - . |
    tar -C "$2" --no-same-owner -pxf -
}

export_runtime () { # NAME: from $part/NAME/files
  local runtime=$part/$1 tool
  mkdir -p "$runtime/files/lib/extensions" "$runtime/files/share/runtime"
  for tool in flatpak-spawn xdg-open xdg-email; do # without flatpak-spawn WebKit would not shut its processes in, and not say so
    [[ ! -e $runtime/files/libexec/flatpak-xdg-utils/$tool ]] || ln -sf "../libexec/flatpak-xdg-utils/$tool" "$runtime/files/bin/$tool"
  done
  find "$runtime/files" -xdev -perm /6000 -exec chmod a-s {} +
  find "$runtime/files" -xdev ! -type l ! -perm -u+rw -exec chmod u+rw {} +
  cat >"$runtime/metadata" <<EOF
[Runtime]
name=$1
runtime=org.gnome.Platform/$arch/$branch
sdk=org.gnome.Sdk/$arch/$branch

[Environment]
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share
EOF
  flatpak build-export --runtime --files=files --disable-fsync --no-update-summary "$part/repo" "$runtime" "$branch" >/dev/null
  rm -rf "$runtime"
}

rm -rf "$part"
mkdir -p "$part"
ostree init --repo="$part/repo" --mode=bare-user-only
copy "$3/usr" "$part/org.gnome.Platform/files"
copy "$3/etc" "$part/org.gnome.Platform/files/etc"
export_runtime org.gnome.Platform
copy /usr "$part/org.gnome.Sdk/files"
copy /etc "$part/org.gnome.Sdk/files/etc"
export_runtime org.gnome.Sdk
flatpak build-update-repo "$part/repo" >/dev/null
mv -T "$part" "$dir"
