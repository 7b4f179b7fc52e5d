#!/bin/sh
# A patch test of NIPA: what the patch that was just applied newly breaks. Copy this
# directory to tests/patch; docs/ci.md says more.
exec ctxlint patch --format nipa --progress never HEAD
