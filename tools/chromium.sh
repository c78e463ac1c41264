#!/bin/sh
# Make sure that the browser tests find a Chromium, installing Debian's where that is allowed.
set -eu

for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

sorry() {
    echo "The browser tests need Chromium: $1" >&2
    exit 1
}

command -v apt-get >/dev/null 2>&1 || sorry "install it, or set CHROMIUM to its path."
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    sorry "run \`sudo apt-get install chromium\`, or set CHROMIUM to its path."
fi

echo "Installing Chromium for the browser tests (once)."
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { $as_root apt-get update && $as_root apt-get install --yes --no-install-recommends chromium fonts-liberation; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    sorry "apt-get could not install it (see above)."
fi
rm -f "$log"
