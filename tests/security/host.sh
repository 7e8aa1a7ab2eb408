#!/usr/bin/env bash
# What dovelint does on the machine that it is asked to look at: it runs nothing, writes nothing, connects to nothing, and
# opens no mail and no file of another process. Needs strace. `tests/security/host.sh target/release/dovelint`
set -euo pipefail

program=$(realpath "${1:?the program}")
command -v strace >/dev/null || { echo "strace is missing; this check is skipped"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
mkdir -p "$root"/etc/dovecot "$root"/srv/vmail/anna/cur "$root"/usr/lib/systemd/system "$root"/proc/1
cat >"$root/etc/dovecot/dovecot.conf" <<'EOF'
protocols = imap
ssl = no
mail_location = maildir:/srv/vmail/%u
EOF
printf '[Service]\nExecStart=/usr/sbin/dovecot -F\n' >"$root/usr/lib/systemd/system/dovecot.service"
printf '3 V1 N2147483650 G0\n' >"$root/srv/vmail/anna/dovecot-uidlist"
printf 'Subject: secret\n' >"$root/srv/vmail/anna/cur/1.mail"
printf 'PASSWORD=x' >"$root/proc/1/environ"
ln -s "$folder/outside" "$root/srv/vmail/link"
printf 'outside' >"$folder/outside"

strace -f -o "$folder/trace" -e trace=execve,connect,socket,openat,open,creat,unlink,unlinkat,rename,renameat,mkdir,mkdirat,chmod,chown \
  "$program" --host-root "$root" --format concise --fail-on never >"$folder/out" 2>"$folder/err" || true
grep -q 'uid-near-signed-limit' "$folder/out" || { echo "the machine was not looked at"; cat "$folder/out" "$folder/err"; exit 1; }

wrong=0
forbid() {
  if grep -E "$2" "$folder/trace" | grep -vE "${3:-^$}"; then
    echo "$1"
    wrong=1
  fi
}
# The first line is the program itself.
forbid "something was run" 'execve\(' "execve\\(\"$program\""
forbid "something was connected to" '(connect|socket)\('
forbid "something was written" 'O_(WRONLY|RDWR|CREAT)|(creat|unlink|unlinkat|rename|renameat|mkdir|mkdirat|chmod|chown)\('
forbid "mail was opened" '"1\.mail"[^,]*, O_RDONLY'
forbid "the environment of a process was opened" '"environ"'
forbid "a link led out of the root" '"outside"|/outside"'
exit "$wrong"
