//go:build cgo

package cparse

import (
	"slices"
	"testing"
)

func TestDefinesChoose(t *testing.T) {
	src := `
#ifdef CONFIG_A
void a(void) { }
#else
void not_a(void) { }
#endif
#ifndef CONFIG_B
void not_b(void) { }
#else
#define B_MACRO 1
#include "b.h"
void b(void) { }
#endif
#if defined(OTHER)
void other(void) { }
#elif IS_ENABLED(CONFIG_M)
void m(void) { }
#else
void not_m(void) { }
#endif
#if defined(OTHER) || defined(GONE)
void open_yes(void) { }
#else
void open_no(void) { }
#endif
#define CONFIG_LOCAL 1
#ifdef CONFIG_LOCAL
void local(void) { }
#else
void not_local(void) { }
#endif
#define KIND_A 1
#define KIND_B 2
#define KIND KIND_B
#define TWICE 1
#ifdef CONFIG_X
#define SOMETIMES 1
#define TWICE 0
#endif
#if (KIND == KIND_A)
void kind_a(void) { }
#elif KIND == KIND_B && SOMETIMES
void sometimes(void) { }
#elif TWICE
void twice(void) { }
#elif BELOW
void below(void) { }
#endif
#define BELOW 0
void f(void)
{
#ifdef CONFIG_B
	if (x)
		g();
	else
#endif
		h();
}
`
	names := func(d *Defines) []string {
		tree, err := Parse([]byte(src), Options{Defines: d})
		if err != nil {
			t.Fatal(err)
		}
		if len(tree.Lost) > 0 || len(tree.Errors) > 0 {
			t.Errorf("lost %v, errors %v", tree.Lost, tree.Errors)
		}
		var out []string
		for n := tree.FirstChild(tree.Root()); n != None; n = tree.NextSibling(n) {
			if tree.Kind(n) == KindFunctionDefinition {
				d := tree.ChildByField(n, FieldDeclarator)
				out = append(out, string(tree.Text(tree.ChildByField(d, FieldDeclarator))))
			}
		}
		for _, inc := range tree.Includes {
			out = append(out, inc.Path)
		}
		return out
	}
	if got, want := names(testDefines()), []string{"a", "not_b", "other", "m", "open_yes", "open_no", "local", "sometimes", "twice", "below", "f"}; !slices.Equal(got, want) {
		t.Errorf("with a build: %v\nwant %v", got, want)
	}
	if got, want := names(nil), []string{"a", "not_a", "not_b", "b", "other", "m", "not_m", "open_yes", "open_no", "local", "sometimes", "twice", "below", "f", "b.h"}; !slices.Equal(got, want) {
		t.Errorf("without: %v\nwant %v", got, want)
	}
}

// What a branch defines and includes that is behind the one that is compiled, or whose own
// condition does not hold, is not there, as in an #if 0.
func TestDeadElif(t *testing.T) {
	const src = "#if OPEN\n#elif 0\n#include <a.h>\n#define a() f()\n#elif 1\n#include <b.h>\n#elif 1\n#include <c.h>\n#define c() f()\n#else\n#include <d.h>\n#endif\n"
	tree, err := Parse([]byte(src), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Includes) != 1 || tree.Includes[0].Path != "b.h" || len(tree.Macros) != 0 {
		t.Errorf("includes %v, macros %v; want b.h and none", tree.Includes, tree.Macros)
	}
}
