"""What a program in Marbre's sandbox can do and cannot. Run there: flatpak run --command=python3 org.marbre.Marbre - HOME PORT.

HOME is the person's home outside, PORT a server on this computer. Prints a JSON object a line: what was tried, whether
it is to be possible, whether it was, and what came back.
"""

import ctypes
import json
import os
import socket
import subprocess
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000
SYS_KEYCTL = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
APP = "org.marbre.Marbre"
# What flatpak shows every application: the desktop's fonts, icons and name, and the certificates that the person trusts.
HOST = ["container-manager", "font-dirs.xml", "fonts", "fonts-cache", "icons", "local-fonts", "local-fonts-cache", "monitor", "os-release",
        "share", "user-fonts", "user-fonts-cache", "user-share"]
RUNTIME = [".dbus-proxy", ".flatpak", ".flatpak-cache", "app", "at-spi", "bus", "dconf", "doc", "flatpak-info", "p11-kit", "wayland-0"]


def bus(method, *arguments, system=False):
    """Ask a bus something; true when there was an answer."""
    name, path, call = method
    answer = subprocess.run(["gdbus", "call", "--system" if system else "--session", "--timeout", "10", "--dest", name,
                             "--object-path", path, "--method", call, *arguments], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise OSError(answer.stderr.strip().splitlines()[0][:160])
    return answer.stdout.strip()[:160]


def write(folder):
    """Leave a file; whether it is there is seen from outside."""
    path = os.path.join(folder, "marbre-was-here")
    with open(path, "w", encoding="ascii") as file:
        file.write("x")
    return path


def read(path):
    with open(path, "rb") as file:
        return f"{len(file.read())} bytes"


def nothing_but(folder, known):
    found = sorted(set(os.listdir(folder)) - set(known))
    if not found:
        raise OSError("nothing else is there")
    return " ".join(found)[:160]


def call(name, *arguments):
    """A function of the C library that asks the kernel."""
    if getattr(LIBC, name)(*arguments) < 0:
        raise OSError(os.strerror(ctypes.get_errno()))
    return "allowed"


def connect(port):
    with socket.create_connection(("127.0.0.1", port), 5):
        return f"port {port}"


def own(name):
    return bus(("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.RequestName"), name, "4")


def talk(name, path="/"):
    return bus((name, path, "org.freedesktop.DBus.Peer.Ping"))


def spawn_outside():
    answer = subprocess.run(["flatpak-spawn", "--host", "true"], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise OSError(answer.stderr.strip()[:160])
    return "ran"


def name_of(process):
    try:
        with open(f"/proc/{process}/comm", encoding="utf-8") as file:
            return file.read().strip()
    except OSError:  # gone already
        return "bwrap"


def see_processes():
    names = {name_of(name) for name in os.listdir("/proc") if name.isdigit()} - {"bwrap", "python3"}
    if not names:
        raise OSError("only its own are there")
    return " ".join(sorted(names))[:160]


def devices():
    plain = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "pts", "shm", "fd", "stdin", "stdout", "stderr",
             "core", "dri", "log", "mali", "mali0", "umplock", "nvidiactl", "nvidia-modeset", "udmabuf"}
    return nothing_but("/dev", plain | {name for name in os.listdir("/dev") if name.startswith("nvidia")})


def attempts(home, port):
    data = os.environ["XDG_DATA_HOME"]
    runtime = os.environ["XDG_RUNTIME_DIR"]
    can, cannot = True, False
    return [
        (can, "write to its own data", write, data),
        (can, "reach a site through the network", connect, port),
        (can, "own its own name on the bus", own, f"{APP}.Probe"),
        (can, "talk to the portals", talk, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"),
        (cannot, "write to the person's home", write, home),
        (cannot, "write to the folder of its own home", write, os.path.expanduser("~")),
        (cannot, "read a file in the person's home", read, f"{home}/diary.txt"),
        (cannot, "read another application's data", read, f"{home}/.var/app/org.example.Other/data/secret.txt"),
        (cannot, "read the person's keyring file", read, f"{home}/.local/share/keyrings/login.keyring"),
        (cannot, "write to the program", write, "/app"),
        (cannot, "write to the platform", write, "/usr"),
        (cannot, "write to the settings of the system", write, "/etc"),
        (cannot, "write to the system's own files", write, "/var"),
        (cannot, "see the machine's files", nothing_but, "/run/host", HOST),
        (cannot, "talk to org.freedesktop.secrets", talk, "org.freedesktop.secrets", "/org/freedesktop/secrets"),
        (cannot, "start a program outside", spawn_outside),
        (cannot, "talk to org.freedesktop.Flatpak", talk, "org.freedesktop.Flatpak", "/org/freedesktop/Flatpak/Development"),
        (cannot, "talk to the portals' own parts", talk, "org.freedesktop.impl.portal.PermissionStore",
         "/org/freedesktop/impl/portal/PermissionStore"),
        (cannot, "own another name on the bus", own, "org.example.Other"),
        (cannot, "own a name that only begins alike", own, "org.marbre.MarbreOther"),
        (cannot, "reach the system's bus", lambda: bus(("org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId"), system=True)),
        (cannot, "see another program's processes", see_processes),
        (cannot, "see disks, keyboards, cameras", devices),
        (cannot, "find sound, keys, printers in the run-time folder", nothing_but, runtime, RUNTIME),
        (cannot, "look into another process", call, "ptrace", 0, 0, 0, 0),
        (cannot, "use the kernel's keys", call, "syscall", SYS_KEYCTL, 0, -3, 0),
        (cannot, "mount something", call, "mount", b"none", b"/tmp", b"tmpfs", 0, 0),
        (cannot, "make a user namespace", call, "unshare", CLONE_NEWUSER),
    ]


def main():
    home, port = sys.argv[1], int(sys.argv[2])
    for wanted, what, function, *arguments in attempts(home, port):
        try:
            done, said = True, str(function(*arguments))
        except (OSError, UnicodeDecodeError) as error:
            done, said = False, str(error)
        written = said if function is write and done else None
        print(json.dumps({"what": what, "wanted": wanted, "done": done, "said": said, "written": written}), flush=True)


main()
