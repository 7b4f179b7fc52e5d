package cparse

import (
	"maps"
	"slices"
	"testing"
)

// preprocessed is what the conditions of a file come to in a unit of such files.
func preprocessed(t *testing.T, files map[string]string, file string) map[string]bool {
	t.Helper()
	p := NewPreprocessor(func(name string) ([]byte, bool) { text, ok := files[name]; return []byte(text), ok })
	return p.Unit(unitOf(files, "unit.c")).Of(file)
}

func unitOf(files map[string]string, unit string) PreprocessedUnit {
	return PreprocessedUnit{
		Files:   []string{unit},
		Defines: NewDefines(map[string]string{"CONFIG_ON": "1"}, []string{"__CHECKER__"}, "CONFIG_"),
		Find: func(_, name string, _ bool) string {
			if _, ok := files[name]; ok {
				return name
			}
			return ""
		},
	}
}

func TestPreprocessor(t *testing.T) {
	const generic = "#ifdef __FLAG\n#endif\n#ifndef read_it\n#define read_it(x) 0\n#endif\n"
	for _, c := range []struct {
		what  string
		files map[string]string
		want  map[string]bool // of g.h
	}{
		{"the header that includes it decides", map[string]string{
			"unit.c": "#include <arch.h>\n",
			"arch.h": "#ifdef CONFIG_ON\n#define __FLAG 1\n#endif\n#define read_it read_it\n#include <g.h>\n",
			"g.h":    generic,
		}, map[string]bool{"ifdef __FLAG": true, "ifndef read_it": false}},
		{"what nobody defines is undefined, unless it may be the compiler's", map[string]string{
			"unit.c": "#include <g.h>\n",
			"g.h":    generic,
		}, map[string]bool{"ifndef read_it": true}},
		{"a name with an underscore of a form that no compiler uses", map[string]string{
			"unit.c": "#include <g.h>\n",
			"g.h":    "#ifdef __READING_G_H\n#endif\n#ifdef __HAVE_ARCH_COPY\n#endif\n#ifdef __OTHER\n#endif\n",
		}, map[string]bool{"ifdef __READING_G_H": false, "ifdef __HAVE_ARCH_COPY": false}},
		{"a name with an underscore that a file defines too late", map[string]string{
			"unit.c": "#include <g.h>\n#include <late.h>\n",
			"late.h": "#define __FLAG\n",
			"g.h":    "#ifdef __FLAG\n#endif\n#if 0\n#define __FLAG\n#endif\n",
		}, map[string]bool{"ifdef __FLAG": false, "if 0": false}},
		{"a header that is not found may define anything", map[string]string{
			"unit.c": "#include <lost.h>\n#include <g.h>\n",
			"g.h":    generic,
		}, map[string]bool{}},
		{"what is defined under a condition that is not understood is open", map[string]string{
			"unit.c": "#if what(1)\n#define read_it\n#endif\n#include <g.h>\n",
			"g.h":    generic,
		}, map[string]bool{}},
		{"what is included twice comes to both", map[string]string{
			"unit.c": "#include <g.h>\n#define read_it\n#include <g.h>\n",
			"g.h":    "#ifdef read_it\n#endif\n",
		}, map[string]bool{}},
		{"unless it keeps itself from it", map[string]string{
			"unit.c": "#include <g.h>\n#define read_it\n#include <g.h>\n",
			"g.h":    "#ifndef G_H\n#define G_H\n#ifdef read_it\n#endif\n#endif\n",
		}, map[string]bool{"ifdef read_it": false}},
		{"one that may have been read is read again where it certainly is", map[string]string{
			"unit.c": "#if what(1)\n#include <a.h>\n#endif\n#include <a.h>\n#include <g.h>\n",
			"a.h":    "#ifndef A_H\n#define A_H\n#define read_it\n#endif\n",
			"g.h":    "#ifdef read_it\n#endif\n",
		}, map[string]bool{"ifdef read_it": true}},
		{"files that include themselves have an end", map[string]string{
			"unit.c": "#include <x.h>\n#include <g.h>\n",
			"x.h":    "#include <x.h>\n#include <x.h>\n",
			"g.h":    "#ifdef other\n#endif\n",
		}, map[string]bool{}},
		{"or says so", map[string]string{
			"unit.c": "#include <g.h>\n#define read_it\n#include <g.h>\n",
			"g.h":    "#pragma once\n#ifdef read_it\n#endif\n",
		}, map[string]bool{"ifdef read_it": false}},
		{"branches, and numbers", map[string]string{
			"unit.c": "#define SIZE 64\n#include <g.h>\n",
			"g.h":    "#if SIZE == 32\n#define A\n#elif SIZE == 64\n#define B\n#else\n#define C\n#endif\n#ifdef A\n#endif\n#ifdef B\n#endif\n#ifdef C\n#endif\n",
		}, map[string]bool{"if SIZE == 32": false, "elif SIZE == 64": true, "ifdef A": false, "ifdef B": true, "ifdef C": false}},
		{"undefined again", map[string]string{
			"unit.c": "#define A\n#undef A\n#include <g.h>\n",
			"g.h":    "#ifdef A\n#ifdef inner\n#endif\n#endif\n",
		}, map[string]bool{"ifdef A": false}},
	} {
		if got := preprocessed(t, c.files, "g.h"); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

// A condition that comes to another end in another unit stays open.
func TestUnitsThatDisagree(t *testing.T) {
	files := map[string]string{"unit.c": "#define A\n#include <g.h>\n", "other.c": "#include <g.h>\n", "g.h": "#ifdef A\n#endif\n#ifdef B\n#endif\n"}
	p := NewPreprocessor(func(name string) ([]byte, bool) { return []byte(files[name]), true })
	all := p.Unit(unitOf(files, "unit.c"))
	all.Add(p.Unit(unitOf(files, "other.c")))
	if got, want := all.Of("g.h"), map[string]bool{"ifdef B": false}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The side that is not compiled is dropped, also where the file itself defines the name.
func TestSettledSides(t *testing.T) {
	const text = "#ifndef read_it\n#define read_it read_it\nint f(void) { return generic(); }\n#endif\n#ifdef __FLAG\nint g(void) { return flagged(); }\n#else\nint g(void) { return plain(); }\n#endif\n"
	for _, c := range []struct {
		conds map[string]bool
		want  []string
	}{
		{nil, []string{"f", "g", "g"}},
		{map[string]bool{"ifndef read_it": false, "ifdef __FLAG": true}, []string{"g"}},
		{map[string]bool{"ifndef read_it": true, "ifdef __FLAG": false}, []string{"f", "g"}},
	} {
		var d *Defines
		tree, err := Parse([]byte(text), Options{Defines: d.Settle(c.conds)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for n := tree.FirstChild(tree.Root()); n != None; n = tree.NextSibling(n) {
			if tree.Kind(n) == KindFunctionDefinition {
				d := tree.ChildByField(n, FieldDeclarator)
				got = append(got, string(tree.Text(tree.ChildByField(d, FieldDeclarator))))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: functions %v, want %v", c.conds, got, c.want)
		}
	}
}
