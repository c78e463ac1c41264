#!/bin/sh
# Print `true` where no browser window can be opened, else `false`: the server asks with this.
case "$(uname -s)" in
Darwin | MINGW* | MSYS* | CYGWIN*) echo false ;;
*)
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}${WSL_DISTRO_NAME:-}" ]; then echo false; else echo true; fi
    ;;
esac
