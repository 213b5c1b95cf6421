# shellcheck shell=bash
# The private Debian 13 root: made once per package list in the user's cache, entered with bwrap.
# Sourced by ./dev, which sets $project (the folder of this checkout) and may set $also_bind (one folder more to write to).

cache=${XDG_CACHE_HOME:-$HOME/.cache}/marbre
suite=trixie

say () { printf 'dev: %s\n' "$*" >&2; }
fail () { say "$*"; exit 1; }

list () { # NAME…: the names on these lists of tools/packages, one a line
  (cd "$project/tools/packages" && sed 's/#.*//; /^ *$/d' "${@/%/.txt}")
}

packages () { # LAYER: what its root is made of. That of flatpak-platform is not entered: tools/standin.sh makes a platform of it.
  case $1 in
    build) list build ;;
    test) list build test ;;
    flatpak) list build flatpak ;;
    flatpak-platform) list flatpak-platform ;;
  esac
}

root_dir () { # LAYER: where the root for the present lists is, or will be. Change "recipe" when make_root makes another root.
  printf '%s/roots/%s-%s' "$cache" "$1" "$({ echo "recipe 1"; packages "$1"; } | sha256sum | cut -c1-16)"
}

# The machine's own libraries will do when pkg-config finds every version that meson.build asks for.
have_native () {
  local line name version tool
  for tool in gcc meson ninja blueprint-compiler pkg-config msgfmt glib-compile-resources; do
    command -v "$tool" >/dev/null || return 1
  done
  [[ $(printf '1.7\n%s\n' "$(meson --version)" | sort -V | head -n 1) == 1.7 ]] || return 1
  while IFS= read -r line; do
    name=$(sed "s/.*dependency('\([^']*\)'.*/\1/" <<<"$line")
    version=$(sed -n "s/.*version: '>= *\([^']*\)'.*/\1/p" <<<"$line")
    [[ $name == intl ]] && continue
    pkg-config --exists "$name${version:+ >= $version}" || return 1
  done < <(grep -o "dependency('[^)]*)" "$project/meson.build")
}

need_host_packages () {
  local missing=()
  command -v bwrap >/dev/null || missing+=(bubblewrap)
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap debian-archive-keyring)
  [[ $(id -u) == 0 ]] || command -v newuidmap >/dev/null || missing+=(uidmap)
  ((${#missing[@]})) || return 0
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    say "installing ${missing[*]} on this machine"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"; } \
      >&2 </dev/null || fail "apt-get could not install ${missing[*]}; install them, then try again."
  else
    fail "please install these packages first: ${missing[*]}"
  fi
}

remove_tree () {
  [[ -e $1 ]] || return 0
  rm -rf --one-file-system "$1" 2>/dev/null || mmdebstrap --unshare-helper rm -rf --one-file-system "$1"
}

make_root () { # LAYER DIR: everything happens in DIR.part, which becomes DIR at the very end
  local mode=root log=$2.log part=$2.part
  local apart=(unshare --mount) # its mounts end with it, however it ends
  [[ $(id -u) == 0 ]] || { mode=unshare; apart=(); }
  remove_tree "$part"
  "${apart[@]}" mmdebstrap --mode=$mode --variant=minbase --include="$(packages "$1" | paste -sd,)" \
    --aptopt='Apt::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --essential-hook='mkdir -p "$1/usr/share/man/man1"' \
    --customize-hook='for l in fr_FR en_US; do chroot "$1" localedef -i $l -f UTF-8 $l.UTF-8; done' \
    --customize-hook='for f in resolv.conf hosts machine-id; do [ -e "$1/etc/$f" ] || : >"$1/etc/$f"; done' \
    --skip=cleanup/reproducible/machine-id \
    "$suite" "$part" >"$log" 2>&1 </dev/null || {
    tail -n 20 "$log" | cut -c 1-300 >&2
    remove_tree "$part"
    fail "the private root could not be made; the whole log is $log"
  }
  : >"$part/etc/resolv.conf"
  mv -T "$part" "$2"
}

drop_old_roots () { # roots of older lists that nobody entered for two weeks
  local stamp
  for stamp in "$cache"/roots/*.used; do
    [[ -n $(find "$stamp" -mtime +14 2>/dev/null) ]] || continue
    remove_tree "${stamp%.used}"
    rm -f "$stamp" "${stamp%.used}.log"
  done
}

ensure_root () { # LAYER: makes the root if need be; sets $root
  root=$(root_dir "$1")
  mkdir -p "$cache/roots" "$cache/home" "$cache/ccache"
  if [[ ! -d $root ]]; then
    need_host_packages
    exec {root_lock}>"$cache/roots/lock"
    flock -n "$root_lock" || {
      say "another ./dev is making the private root; waiting for it"
      flock "$root_lock"
    }
    if [[ ! -d $root ]]; then
      say "making the private Debian 13 root ($1) in $root: once, two minutes for building, more for tests"
      local start=$SECONDS
      make_root "$1" "$root"
      say "the root is ready after $((SECONDS - start)) s"
      drop_old_roots
    fi
    exec {root_lock}>&-
  fi
  [[ -n $(find "$root.used" -mmin -60 2>/dev/null) ]] || : >"$root.used"
  [[ -s $cache/machine-id ]] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$cache/machine-id"
  command -v bwrap >/dev/null || need_host_packages
}

# What stands for GNOME's platform and SDK, so that a Flatpak can be built and run without its servers; made once per list.
ensure_standin () { # sets $standin; $root must be that of flatpak, which becomes the SDK. The lock is held until this ./dev ends.
  local branch old start=$SECONDS
  branch=$(sed -n 's/.*"runtime-version": "\(.*\)".*/\1/p' "$project/flatpak/org.marbre.Marbre.json")
  standin=$cache/flatpak/standin-$({ echo "recipe 1 $branch"; packages flatpak; packages flatpak-platform; } | sha256sum | cut -c1-16)
  mkdir -p "$cache/flatpak"
  exec {standin_lock}>"$cache/flatpak/lock"
  flock -n "$standin_lock" || {
    say "another ./dev flatpak is at work; waiting for it"
    flock "$standin_lock"
  }
  [[ ! -d $standin ]] || return 0
  say "making the stand-in for GNOME's platform and SDK in $standin: once, about three minutes"
  need_host_packages
  for old in "$cache"/flatpak/standin-*; do remove_tree "$old"; done
  make_root flatpak-platform "$standin.platform"
  (enter_root "$project/tools/standin.sh" "$standin" "$branch" "$standin.platform")
  remove_tree "$standin.platform"
  rm -f "$standin.platform.log"
  say "the stand-in is ready after $((SECONDS - start)) s"
}

# Folders to be seen at the same path inside: this checkout, the one it is a worktree of, and, for reading, what lies beside them.
project_binds () {
  local git_dir main='' dir
  git_dir=$(git -C "$project" rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
  [[ $git_dir == */.git ]] && main=${git_dir%/.git}
  for dir in "$(dirname "$project")" ${main:+"$(dirname "$main")"}; do
    case $dir in / | /tmp | /usr | /etc | /var | /root | /home) ;; *) printf '%s\0' --ro-bind "$dir" "$dir" ;; esac
  done
  for dir in ${main:+"$main"} "$project" "$cache"; do
    printf '%s\0' --bind "$dir" "$dir"
  done
  [[ -z ${also_bind:-} ]] || printf '%s\0' --bind "$also_bind" "$also_bind"
  for dir in ${MARBRE_SEED:+"$MARBRE_SEED"} ${MARBRE_KEYLAT:+"$MARBRE_KEYLAT"} ${NODE_EXTRA_CA_CERTS:+"$NODE_EXTRA_CA_CERTS"}; do
    [[ -e $dir ]] || continue
    printf '%s\0' --ro-bind "$dir" "$(realpath -s "$dir")"
  done
}

display_binds () { # the caller's own screen, when there is one
  [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] || return 0
  printf '%s\0' --bind-try /tmp/.X11-unix /tmp/.X11-unix
  [[ -z ${XAUTHORITY:-} ]] || printf '%s\0' --ro-bind-try "$XAUTHORITY" "$XAUTHORITY"
  [[ -z ${XDG_RUNTIME_DIR:-} ]] || printf '%s\0' --bind-try "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR"
}

# The root is laid under a fresh tmpfs, so that mount points never touch it and no right to write to it is needed.
# /proc is the machine's own and there is no pid namespace: the sandboxes of WebKit and Flatpak can then nest inside.
root_binds () {
  local dir target
  for dir in usr etc var opt srv; do
    printf '%s\0' --bind "$root/$dir" "/$dir"
  done
  for dir in bin sbin lib lib64; do
    target=$(readlink "$root/$dir" || true)
    [[ -z $target ]] || printf '%s\0' --symlink "$target" "/$dir"
  done
  printf '%s\0' --dev-bind /dev /dev --dev-bind /proc /proc --bind /sys /sys --perms 1777 --tmpfs /tmp --tmpfs /run \
    --perms 1777 --tmpfs /var/tmp --ro-bind "$(realpath /etc/resolv.conf)" /etc/resolv.conf --ro-bind /etc/hosts /etc/hosts \
    --ro-bind "$cache/machine-id" /etc/machine-id
}

# What would make programs of the root look for the machine's own files.
foreign_variables () {
  compgen -e | grep -E '^(LD_|PYTHON|PYENV|PKG_CONFIG|GI_|GIO_|CUDA|NVPL|PERL|SSL_CERT|CURL_CA|GIT_SSL|XDG_DATA|XDG_CONFIG|XDG_STATE|XDG_CACHE)|^(LIBRARY_PATH|CPATH|C_INCLUDE_PATH|LC_ALL|IS_SANDBOX|NODE_PATH)$' |
    while IFS= read -r name; do printf '%s\0' --unsetenv "$name"; done
}

enter_root () { # CMD…: replaces this shell
  local binds=() here=$PWD
  mapfile -d '' binds < <(root_binds; display_binds; project_binds; foreign_variables)
  [[ $here == "$project" || $here == "$project"/* ]] || here=$project
  exec bwrap "${binds[@]}" --chdir "$here" --die-with-parent \
    --setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin --setenv HOME "$cache/home" --setenv LANG C.UTF-8 \
    --setenv MARBRE_CACHE "$cache" --setenv MARBRE_INSIDE "$(basename "$root")" \
    --setenv CCACHE_DIR "$cache/ccache" --setenv CCACHE_BASEDIR "$project" --setenv CCACHE_NOHASHDIR 1 \
    "$@"
}

enter () { # LAYER CMD…: in the private root, or here when the machine has it all or we are inside already
  local layer=$1
  shift
  if [[ -n ${MARBRE_INSIDE:-} ]]; then
    exec "$@"
  elif [[ ${MARBRE_NATIVE:-auto} != never ]] && have_native; then
    export MARBRE_INSIDE=native
    exec "$@"
  fi
  ensure_root "$layer"
  enter_root "$@"
}
