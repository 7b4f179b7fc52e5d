#!/bin/sh
# Installs a released ctxlint: install.sh VERSION DIRECTORY. What is fetched is
# compared with the checksums of the release. CTXLINT_RELEASES is where releases are,
# https://github.com/ctxlint/ctxlint/releases/download unless it is set.
set -eu
[ $# = 2 ] || { echo "usage: install.sh VERSION DIRECTORY" >&2; exit 2; }
version=${1#v} dir=$2
releases=${CTXLINT_RELEASES:-https://github.com/ctxlint/ctxlint/releases/download}
case $(uname -s)-$(uname -m) in
Linux-x86_64) arch=amd64 ;;
Linux-aarch64 | Linux-arm64) arch=arm64 ;;
*) echo "ctxlint: there is no release for $(uname -s) on $(uname -m)" >&2; exit 3 ;;
esac
name=ctxlint-$version-linux-$arch
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for file in SHA256SUMS "$name"; do
	curl --proto '=https,file' --fail --silent --show-error --location --retry 3 \
		--output "$tmp/$file" "$releases/v$version/$file" || {
		echo "ctxlint: $releases/v$version/$file cannot be fetched" >&2
		exit 3
	}
done
cd "$tmp"
grep " $name\$" SHA256SUMS >SUM || { echo "ctxlint: SHA256SUMS does not name $name" >&2; exit 1; }
sha256sum --check --quiet SUM >&2
mkdir -p "$dir"
install -m 755 "$name" "$dir/ctxlint"
