#!/usr/bin/env bash
# What only root can set up: a file of the kernel mounted over an ordinary one, and a look at which files are opened.
# Usage: tests/security/reading.sh DOVELINT
set -euo pipefail
dovelint=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "reading: $1" >&2; exit 1; }

[ "$(id -u)" = 0 ] || { echo "reading: needs root, left out"; exit 0; }

touch environ.conf
mkdir kernel
printf '!include environ.conf\n!include_try kernel/*\n' >dovecot.conf
# shellcheck disable=SC2016
output=$(ZQX=zqx_marker unshare --mount bash -c '
  mount --bind /proc/self/environ environ.conf && mount -t sysfs none kernel || exit 77
  "$0" --confine=false --format concise dovecot.conf
' "$dovelint" 2>&1) && code=0 || code=$?
if [ "$code" = 77 ]; then
  echo "reading: no mounts here, left out"
else
  [ "$code" = 2 ] || fail "exit code $code instead of 2: $output"
  case $output in *zqx_marker*) fail "printed the environment" ;; esac
  [ "$(grep -c 'a kernel file.*file-not-read' <<<"$output")" = 2 ] || fail "not said: $output"
fi

command -v strace >/dev/null || { echo "reading: no strace, the rest is left out"; exit 0; }
mkdir devices
mknod devices/null.conf c 1 3 && mkfifo devices/pipe.conf
printf '!include_try devices/*.conf\n!include_try /dev/zero\n' >dovecot.conf
strace -f -e trace=open,openat,openat2 -o trace "$dovelint" --confine=false --quiet dovecot.conf >/dev/null 2>&1 || true
grep -E 'devices/(null|pipe)\.conf|/dev/zero' trace && fail "opened a device"
echo "reading: held"
