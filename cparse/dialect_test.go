//go:build cgo

package cparse

import (
	"fmt"
	"strings"
	"testing"
)

// TestDialectTable puts every word of the table where kernel code has it: the
// text around it must read without error.
func TestDialectTable(t *testing.T) {
	for word, c := range dialect {
		var src string
		switch c {
		case cAttr:
			src = fmt.Sprintf("static int %s f(struct s %s *p) { int %s x; return 0; }\nint v %s = 1;\n", word, word, word, word)
		case cAttrArgs, cLockAttr:
			src = fmt.Sprintf("static int %s(a, 1) f(int x) %s(b) { return 0; }\nint v[2] %s(8) = { 1 };\n", word, word, word)
		case cCleanup:
			src = fmt.Sprintf("void f(void) { struct s *p %s(kfree) = g(); }\n", word)
		case cAsm:
			src = fmt.Sprintf("void f(void) { %s volatile (\"\" : \"=r\" (x) : : \"memory\"); g(); }\n", word)
		case cUnwrap:
			src = fmt.Sprintf("int f(void) { %s(a = 1; g(a);); if (%s(*p)) return %s(x->y); return 0; }\n", word, word, word)
		case cTypeof:
			src = fmt.Sprintf("void f(void) { %s(*p->q) x = 0, *y; g(sizeof(%s(p)), (%s(x) *)p); }\n", word, word, word)
		case cStruct:
			src = fmt.Sprintf("%s(a, attr) { int b; };\n%s(c);\ntypedef %s(d) { int e; } f;\nint %s;\n", word, word, word, word)
		case cExport:
			src = fmt.Sprintf("int f(void) { return 0; }\n%s(f);\n%s(f)\nint g;\n", word, word)
		case cOpaque:
			src = fmt.Sprintf("%s(a, TP_PROTO(int *b), { c; }, if d);\n%s(e, f)\nint g(void) { return 0; }\n", word, word)
		case cGuard:
			src = fmt.Sprintf("void f(void) { %s(a, return 1, &b) { c(); } %s(d, e) g(); }\n", word, word)
		case cGroup:
			before := map[string]string{"struct_group": "b", "struct_group_attr": "b, c", "struct_group_tagged": "b, c", "__struct_group": "b, c, d"}
			src = fmt.Sprintf("struct s { int a; %s(%s, int e; int f[2];); };\n", word, before[word])
		case cFlexArray:
			src = fmt.Sprintf("struct s { int a; %s(u8, b); };\n", word)
		default:
			continue
		}
		tr := mustParse(t, src)
		if c == cLockAttr && len(tr.Annotations) != 3 {
			t.Errorf("%s: annotations %v", word, tr.Annotations)
		}
		if got := strings.Count(tr.Sprint(0), "struct_specifier"); c == cStruct && got != 3 {
			t.Errorf("%s: %d structs:\n%s", word, got, tr.Sprint(0))
		}
		if c == cExport && (len(tr.Exports) != 2 || tr.Exports[0].Name != "f") {
			t.Errorf("%s: exports %v", word, tr.Exports)
		}
		if c == cGroup && !strings.Contains(tr.Sprint(0), `declarator: field_identifier "e"`) {
			t.Errorf("%s: member lost:\n%s", word, tr.Sprint(0))
		}
	}
}

// TestDialectWordsAsNames: words of the table that are names are left alone.
func TestDialectWordsAsNames(t *testing.T) {
	tr := mustParse(t, "int f(void) { goto __exit; x->__private = y.__force; __error: __exit: return __free; }\n")
	text := tr.Sprint(0)
	for _, want := range []string{`field_identifier "__private"`, `field_identifier "__force"`,
		`statement_identifier "__exit"`, `statement_identifier "__error"`, `identifier "__free"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// TestKindNames: every name in the tables is one that the grammar has.
func TestKindNames(t *testing.T) {
	tr := mustParse(t, "int x = 1;")
	if tr.Kind(tr.FirstChild(0)) != KindDeclaration {
		t.Fatal(tr.Sprint(0))
	}
	seen := map[string]Kind{}
	for k, n := range kindNames {
		if n == "" || seen[n] != 0 {
			t.Errorf("kind %d has the name %q, as has %d", k, n, seen[n])
		}
		seen[n] = Kind(k)
	}
	for f, n := range fieldNames {
		if f > 0 && fieldOfName(n) != Field(f) {
			t.Errorf("field %d %q maps to %d", f, n, fieldOfName(n))
		}
	}
	if kindOfSymbol("if_statement", true) != KindIfStatement || kindOfSymbol("comment", true) != kindSkip ||
		kindOfSymbol("seh_try_statement", true) != KindOther || kindOfSymbol("+", false) != KindToken {
		t.Error("symbols map to the wrong kinds")
	}
}
