package golower

import (
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// symbol is the name of a function in the program; instances of a generic
// function share its body.
func symbol(f *ssa.Function) string {
	if o := f.Origin(); o != nil {
		f = o
	}
	return f.RelString(nil)
}

// bound is the method behind a method value's wrapper.
func bound(f *ssa.Function) *types.Func {
	if !strings.HasPrefix(f.Synthetic, "bound method wrapper") {
		return nil
	}
	m, _ := f.Object().(*types.Func)
	return m
}

var (
	method  = regexp.MustCompile(`\(\*?(?:[\w.~-]+/)*[\w.~-]+\.(\w+)(?:\[[^\]]*\])?\)\.(\w+)`)
	pathed  = regexp.MustCompile(`(?:[\w.~-]+/)+([\w~-]+\.[A-Za-z_])`)
	closure = regexp.MustCompile(`\$(\d+)`)
	address = regexp.MustCompile(`&([A-Za-z_(])`)
	cText   = strings.NewReplacer("->", ".", "struct ", "")
)

// Display rewrites text about symbols, types and places for people who read
// Go: "(*pkg/path.T).M" becomes "T.M", "pkg/path.F" "path.F", "a->b" "a.b".
func Display(text string) string {
	text = method.ReplaceAllString(text, "$1.$2")
	text = pathed.ReplaceAllString(text, "$1")
	text = closure.ReplaceAllString(text, ".func$1")
	text = address.ReplaceAllString(text, "$1")
	return cText.Replace(text)
}

// Base is the last element of a symbol: the name as declared.
func Base(sym string) string {
	return sym[strings.LastIndexByte(sym, '.')+1:]
}

// PackageOf is the package path in a symbol.
func PackageOf(sym string) string {
	if strings.HasPrefix(sym, "(") {
		sym = strings.TrimLeft(sym[:max(strings.IndexByte(sym, ')'), 0)], "(*")
	}
	slash := strings.LastIndexByte(sym, '/') + 1
	if i := strings.IndexByte(sym[slash:], '.'); i >= 0 {
		return sym[:slash+i]
	}
	return sym
}
