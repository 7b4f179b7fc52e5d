// Package ctxlint holds what the program carries along: the sample drivers of
// testdata, which `ctxlint demo` checks. The program itself is cmd/ctxlint.
package ctxlint

import "embed"

// Samples are the sample drivers: testdata/pairs/CASE/{bad.c,ok.c,case.md},
// and the headers that they include.
//
//go:embed testdata/include testdata/pairs
var Samples embed.FS
