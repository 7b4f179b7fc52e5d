//go:build cgo

package cparse

import "testing"

func TestIsCPlusPlus(t *testing.T) {
	for src, want := range map[string]bool{
		"namespace android {\nint f();\n}\n":                                   true,
		"#include <x>\nclass Foo : public Bar {\npublic:\n};\n":                true,
		"template <typename T> T f();\n":                                       true,
		"#ifdef __cplusplus\nclass Foo;\n#endif\nint f(void);\n":               false,
		"#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n":           false,
		"struct a {\n\tint class ;\n};\n":                                      false,
		"/* a\n class of its own */\nint f(void)\n{\n\treturn class (1);\n}\n": false,
		"int namespace_of(void);\n":                                            false,
	} {
		if got := IsCPlusPlus([]byte(src)); got != want {
			t.Errorf("%q: %v, want %v", src, got, want)
		}
	}
}

// TestNeverCPlusPlus: what stands under #ifdef __cplusplus is not read.
func TestNeverCPlusPlus(t *testing.T) {
	tr, err := Parse([]byte("#ifdef __cplusplus\nint a(void) { return 1; }\n#else\nint b(void) { return 2; }\n#endif\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for c := tr.FirstChild(0); c != None; c = tr.NextSibling(c) {
		n++
	}
	if n != 1 {
		t.Fatal(tr.Sprint(0))
	}
}
