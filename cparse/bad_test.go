//go:build cgo

package cparse

import (
	"bytes"
	"errors"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// TestBadInput: bytes that are no C cost bounded time and yield a tree.
func TestBadInput(t *testing.T) {
	random := make([]byte, 200_000)
	rand.New(rand.NewSource(1)).Read(random)
	body := func(s string) string {
		return "int before(void) { return 0; }\nvoid f(void)\n{\n" + s + "\n}\nint after(void) { return 0; }\n"
	}
	for name, src := range map[string]string{
		"empty":                "",
		"nul":                  "int a\x00b(void) { \x00 }\n",
		"utf8":                 "int a = \"\xff\xfe\"; /* \xc3\x28 */ int \xe2\x82\xac;\n",
		"bom":                  "\xef\xbb\xbfint a;\n",
		"open comment":         "int a; /* never closed\nint b;",
		"open string":          "char *s = \"never closed\nint b;\n",
		"open char":            "int c = '\nint b;\n",
		"open everything":      "int f(int a[ {",
		"closers only":         strings.Repeat(")]}", 5000),
		"openers only":         strings.Repeat("([{", 5000),
		"deep parentheses":     body("x = " + strings.Repeat("(", 10_000) + "1" + strings.Repeat(")", 10_000) + ";"),
		"deep braces":          body(strings.Repeat("{", 10_000) + strings.Repeat("}", 10_000)),
		"deep calls":           body(strings.Repeat("f(", 10_000) + strings.Repeat(")", 10_000) + ";"),
		"deep unary":           body("x = " + strings.Repeat("!", 50_000) + "y;"),
		"deep conditional":     body("x = " + strings.Repeat("a ? b : ", 20_000) + "c;"),
		"long else chain":      body("if (a) b();" + strings.Repeat(" else if (a) b();", 20_000)),
		"long if chain":        body(strings.Repeat("if (a) ", 20_000) + "b();"),
		"many conditionals":    strings.Repeat("#ifdef A\nint a;\n", 20_000) + strings.Repeat("#endif\n", 20_000),
		"many elif":            "#if A\n" + strings.Repeat("#elif B\nint a;\n", 20_000) + "#endif\n",
		"stray directives":     strings.Repeat("#endif\n#else\n#elif\n#define\n#include\n#\n", 2000),
		"one long line":        "int a = " + strings.Repeat("1 + ", 200_000) + "1;",
		"long word":            strings.Repeat("a", 1_000_000),
		"backslashes":          strings.Repeat("\\\n", 100_000),
		"define ends in slash": "#define A(x) f(x) \\",
		"huge macro":           "#define A(x) do { " + strings.Repeat("f(x); \\\n", 50_000) + "} while (0)\n",
		"many macros":          strings.Repeat("#define A(x) f(x)\n", 20_000),
		"pasting":              "#define A(x) " + strings.Repeat("x##", 20_000) + "x(1)\n",
		"only insertions":      body(strings.Repeat("FOO(x)\n", 20_000)),
		"random":               string(random),
		"random text":          strings.Map(func(r rune) rune { return ' ' + r%95 }, string(bytes.ToValidUTF8(random, nil))),
		"crlf":                 strings.ReplaceAll("#define A(x) \\\n f(x)\nint f(void)\n{\n\treturn \"a\\\nb\";\n}\n", "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			tr, err := Parse([]byte(src), Options{Timeout: 20 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			checkTree(t, tr)
			compareWays(t, name, []byte(src))
			Scan([]byte(src))
			LearnIterators([]byte(src))
			if d := time.Since(start); d > 60*time.Second {
				t.Errorf("took %v for %d bytes", d, len(src))
			}
			if strings.HasPrefix(src, "int before") {
				for _, f := range []string{"before", "after"} {
					if n := functionNode(tr, f); n == None || tr.HasError(n) {
						t.Errorf("function %s is not read; errors %v", f, tr.Errors)
					}
				}
			}
		})
	}
}

// TestDeepIsAnError: text that is nested too deep is said to be unread.
func TestDeepIsAnError(t *testing.T) {
	src := "void f(void) { x = " + strings.Repeat("(", 1000) + "g()" + strings.Repeat(")", 1000) + "; }\n"
	tr, err := Parse([]byte(src), Options{})
	if err != nil {
		t.Fatal(err)
	}
	off := strings.Index(src, "g()")
	if !tr.ErrorIn(off, off+1) || !tr.HasError(functionNode(tr, "f")) {
		t.Errorf("errors %v do not cover offset %d", tr.Errors, off)
	}
}

func TestTooLarge(t *testing.T) {
	if _, err := Parse(make([]byte, 101), Options{MaxBytes: 100}); err == nil || errors.Is(err, ErrNoCgo) {
		t.Errorf("error is %v", err)
	}
}

func TestTimeout(t *testing.T) {
	src := []byte(strings.Repeat("int f(void) { return g(1, 2, 3); }\n", 50_000))
	tr, err := Parse(src, Options{Timeout: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	checkTree(t, tr)
	if len(tr.Errors) == 0 || len(tr.Lost) == 0 {
		t.Errorf("%d errors, %d lost, %d nodes after a millisecond", len(tr.Errors), len(tr.Lost), tr.Len())
	}
	if last := tr.Errors[len(tr.Errors)-1]; last.End < len(src)-1 {
		t.Errorf("the unread rest ends at %d of %d", last.End, len(src))
	}
}

// FuzzParse: no bytes make the reader panic or build an unsound tree.
func FuzzParse(f *testing.F) {
	for _, src := range samples(f) {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		tr, err := Parse(src, Options{Timeout: 2 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		checkTree(t, tr)
		compareWays(t, "input", src)
		tr.Pos(len(src))
		for _, f := range Scan(src).Funcs {
			if f.Start < 0 || f.Start > f.End || f.End > len(src) {
				t.Fatalf("function %+v in %d bytes", f, len(src))
			}
		}
		LearnIterators(src)
	})
}
