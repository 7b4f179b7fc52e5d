package module

import (
	"errors"
	"path"
	"slices"
	"strings"
	"testing"
)

// fakeTree is files by name; C files need no text.
type fakeTree map[string]string

func (t fakeTree) Read(rel string) ([]byte, error) {
	if text, ok := t[rel]; ok {
		return []byte(text), nil
	}
	return nil, errors.New("no such file")
}

func (t fakeTree) Exists(rel string) bool { _, ok := t[rel]; return ok }

func (t fakeTree) WalkAll(f func(string)) {
	names := make([]string, 0, len(t))
	for name := range t {
		if strings.HasSuffix(name, ".c") || strings.HasSuffix(name, ".h") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		f(name)
	}
}

func (t fakeTree) Beside(dir string) []string {
	var files []string
	t.WalkAll(func(name string) {
		if path.Dir(name) == dir {
			files = append(files, name)
		}
	})
	return files
}

func (t fakeTree) Dirs(dir string) []string {
	var names []string
	t.WalkAll(func(name string) {
		rest, below := strings.CutPrefix(name, dir+"/")
		if first, _, within := strings.Cut(rest, "/"); below && within {
			names = append(names, first)
		}
	})
	return slices.Compact(names)
}

func tree(makefiles map[string]string, files ...string) fakeTree {
	t := fakeTree{}
	for _, f := range files {
		name, text, _ := strings.Cut(f, ": ")
		t[name] = text
	}
	for name, text := range makefiles {
		t[name] = text
	}
	return t
}

func want(t *testing.T, m *Map, module string, files ...string) {
	t.Helper()
	for _, f := range files {
		if got := m.Of(f); got != module {
			t.Errorf("%s is of %q, want %q", f, got, module)
		}
	}
	if got := m.Files(module); !slices.Equal(got, files) {
		t.Errorf("%s has %q, want %q", module, got, files)
	}
}

func TestObjects(t *testing.T) {
	m := New(tree(map[string]string{"drivers/x/Makefile": `
# SPDX
obj-y				+= core.o lib.o	# always
obj-$(CONFIG_X_ONE)		+= one.o
obj-$(CONFIG_X_BIG)		+= big.o
big-y				:= main.o \
				   ring.o
big-$(CONFIG_X_DEBUG)		+= debug.o
ifeq ($(CONFIG_X_PM),y)
	big-objs		+= pm.o
endif
`}, "drivers/x/core.c", "drivers/x/lib.c", "drivers/x/one.c", "drivers/x/main.c", "drivers/x/ring.c", "drivers/x/debug.c", "drivers/x/pm.c", "drivers/x/nobody.c", "drivers/x/x.h"))
	want(t, m, "drivers/x/built-in", "drivers/x/core.c", "drivers/x/lib.c")
	want(t, m, "drivers/x/one", "drivers/x/one.c")
	want(t, m, "drivers/x/big", "drivers/x/debug.c", "drivers/x/main.c", "drivers/x/pm.c", "drivers/x/ring.c")
	want(t, m, "drivers/x/nobody", "drivers/x/nobody.c")
	want(t, m, "drivers/x", "drivers/x/x.h") // of several modules
}

// TestObjectsOfOneOption: the objects of an option that cannot be a module are one
// together; those of one that can are linked each on its own.
func TestObjectsOfOneOption(t *testing.T) {
	m := New(tree(map[string]string{
		"net/Kconfig":   "menuconfig FAR\n\tbool \"Far\"\n\nconfig FARTHER\n\ttristate\n",
		"net/n/Kconfig": "config NEAR\n\t# what it is\n\tdef_bool y\nconfig LOOSE\n\ttristate \"Loose\"\n\thelp\n\t  bool is a word here\n",
		"net/n/Makefile": "obj-$(CONFIG_NEAR) += a.o b.o big.o\nbig-y := c.o\nobj-$(CONFIG_LOOSE) += d.o e.o\n" +
			"obj-$(CONFIG_FAR) += f.o g.o\nobj-$(CONFIG_FARTHER) += h.o i.o\nobj-$(CONFIG_NOWHERE) += j.o k.o\nobj-$(CONFIG_ONE) += l.o\n",
	}, "net/n/a.c", "net/n/b.c", "net/n/c.c", "net/n/d.c", "net/n/e.c", "net/n/f.c", "net/n/g.c", "net/n/h.c", "net/n/i.c", "net/n/j.c", "net/n/k.c", "net/n/l.c"))
	want(t, m, "net/n/built-in_NEAR", "net/n/a.c", "net/n/b.c")
	want(t, m, "net/n/big", "net/n/c.c")
	want(t, m, "net/n/d", "net/n/d.c")
	want(t, m, "net/n/e", "net/n/e.c")
	want(t, m, "net/n/built-in_FAR", "net/n/f.c", "net/n/g.c")
	want(t, m, "net/n/h", "net/n/h.c")
	want(t, m, "net/n/j", "net/n/j.c")
	want(t, m, "net/n/l", "net/n/l.c")
}

// TestStays: what only options ask for that cannot be "m" is never unloaded.
func TestStays(t *testing.T) {
	m := New(tree(map[string]string{
		"a/Kconfig":  "config FIXED\n\tbool\nconfig LOOSE\n\ttristate\n",
		"a/Makefile": "obj-y += always.o\nobj-m += module.o\nobj-$(CONFIG_FIXED) += fixed.o both.o\nobj-$(CONFIG_LOOSE) += loose.o both.o big.o\nbig-$(CONFIG_FIXED) += part.o\nobj-$(CONFIG_ELSEWHERE) += unknown.o\nobj-$(CONFIG_FIXED) += huge.o\nhuge-y := member.o\n",
	}, "a/always.c", "a/module.c", "a/fixed.c", "a/both.c", "a/loose.c", "a/part.c", "a/unknown.c", "a/member.c", "a/nobody.c"))
	for file, want := range map[string]bool{
		"a/always.c": true, "a/fixed.c": true, "a/member.c": true,
		"a/module.c": false, "a/both.c": false, "a/loose.c": false, "a/part.c": false, "a/unknown.c": false, "a/nobody.c": false, "b/x.c": false,
	} {
		if got := m.Stays(file); got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}

func TestHeadersOfTheOneModule(t *testing.T) {
	m := New(tree(map[string]string{"d/Makefile": "obj-m := foo.o\nfoo-objs-y := a.o b.o\n"}, "d/a.c", "d/b.c", "d/foo.h"))
	want(t, m, "d/foo", "d/a.c", "d/b.c", "d/foo.h")
}

// TestCondition: a file is built under the options of its object, of the module that
// the object is a part of, and of the directories above.
func TestCondition(t *testing.T) {
	m := New(tree(map[string]string{
		"Makefile":             "obj-y += lib/ drivers/\n",
		"lib/Makefile":         "obj-$(CONFIG_KEYS) += keys.o\nobj-y += always.o\nobj-$(CONFIG_A) += two.o\nobj-$(CONFIG_B) += two.o\nobj-$(CONFIG_C) += plain.o\nobj-y += plain.o\n",
		"drivers/Makefile":     "obj-$(CONFIG_BUS) += bus/\n",
		"drivers/bus/Makefile": "obj-$(CONFIG_HOST) += host.o\nhost-y := core.o\nhost-$(CONFIG_HOST_TRACE) += trace.o far/away.o\n",
	}, "lib/keys.c", "lib/always.c", "lib/two.c", "lib/plain.c", "lib/none.c", "drivers/bus/core.c", "drivers/bus/trace.c", "drivers/bus/far/away.c"))
	for file, want := range map[string]string{
		"lib/keys.c":             "IS_ENABLED(CONFIG_KEYS)",
		"lib/always.c":           "",
		"lib/two.c":              "((IS_ENABLED(CONFIG_A)) || (IS_ENABLED(CONFIG_B)))",
		"lib/plain.c":            "",
		"lib/none.c":             "",
		"drivers/bus/core.c":     "IS_ENABLED(CONFIG_HOST) && IS_ENABLED(CONFIG_BUS)",
		"drivers/bus/trace.c":    "IS_ENABLED(CONFIG_HOST) && IS_ENABLED(CONFIG_HOST_TRACE) && IS_ENABLED(CONFIG_BUS)",
		"drivers/bus/far/away.c": "IS_ENABLED(CONFIG_HOST) && IS_ENABLED(CONFIG_HOST_TRACE) && IS_ENABLED(CONFIG_BUS)",
		"drivers/bus/host.h":     "",
	} {
		if got := m.Condition(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	if got := (*Map)(nil).Condition("a.c"); got != "" {
		t.Errorf("no map: %q", got)
	}
}

func TestNoMakefile(t *testing.T) {
	m := New(tree(nil, "drv/a.c", "drv/a.h", "drv/b.c", "drv/sub/c.c"))
	want(t, m, "drv", "drv/a.c", "drv/a.h", "drv/b.c")
	want(t, m, "drv/sub", "drv/sub/c.c")
}

// A driver whose directories lie side by side, put together with variables,
// functions and included Makefiles.
func TestDirectoriesSideBySide(t *testing.T) {
	m := New(tree(map[string]string{
		"g/main/Makefile": `
ALL = $(src)/..
NAME=show
include $(ALL)/$(NAME)/Makefile
main-y := drv.o $(SHOW_FILES)
main-y += $(addprefix ../util/,one.o two.o)
main-y += $(patsubst %.c,%.o,three.c)
obj-$(CONFIG_G) += main.o
`,
		"g/show/Makefile": "PARTS := a.o\nPARTS += b.o\nSHOW_FILES = $(addprefix ../$(NAME)/,$(PARTS))\n",
		"g/util/Makefile": "# nothing\n",
	}, "g/main/drv.c", "g/main/three.c", "g/show/a.c", "g/show/b.c", "g/util/one.c", "g/util/two.c"))
	want(t, m, "g/main/main", "g/main/drv.c", "g/main/three.c", "g/show/a.c", "g/show/b.c", "g/util/one.c", "g/util/two.c")
}

func TestOptionsWithinVariables(t *testing.T) {
	m := New(tree(map[string]string{"mm/Makefile": "mmu-y := nommu.o\nmmu-$(CONFIG_MMU) := memory.o\nobj-y := page.o $(mmu-y)\n"},
		"mm/memory.c", "mm/nommu.c", "mm/page.c"))
	want(t, m, "mm/built-in", "mm/memory.c", "mm/nommu.c", "mm/page.c")
}

// A C file that others include is part of what they belong to.
func TestIncludedSources(t *testing.T) {
	m := New(tree(map[string]string{"h/Makefile": "obj-$(CONFIG_H) += hcd.o\nobj-$(CONFIG_O) += other.o\n"},
		"h/hcd.c: #include \"hub.c\"\n", "h/hub.c: #include \"dbg.c\"\n", "h/dbg.c", "h/other.c"))
	want(t, m, "h/hcd", "h/dbg.c", "h/hcd.c", "h/hub.c")
}

// Whatever a Makefile holds, it comes to an end, and files have a module.
func TestStrangeMakefiles(t *testing.T) {
	for _, text := range []string{
		"A = $(A)\nobj-y := $(A) x.o\n", "A = $(B)\nB = $(A)\nobj-y := $(A) x.o\n", "obj-y := $(", "obj-y := $(addprefix", "$(x = y\n",
		"include Makefile\nobj-y := x.o\n", "include $(src)/Makefile\n", "x-y := x.o\nobj-y := x.o\n", "= x.o\n", "obj-$(:=\nobj-y := ${x}$x$",
		"include /etc/passwd ../../secret\nobj-y := ../../x.o",
	} {
		m := New(tree(map[string]string{"d/Makefile": text}, "d/x.c"))
		if got := m.Of("d/x.c"); got != "d/x" && got != "d/built-in" {
			t.Errorf("%q: %q", text, got)
		}
		if got := m.Files(m.Of("d/x.c")); !slices.Equal(got, []string{"d/x.c"}) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Modules divide the files: each lies in the one that it says.
func TestDivides(t *testing.T) {
	files := fakeTree{"a/Makefile": "obj-y := x.o sub/y.o\nobj-m := z.o\nz-y := x.o q.o\n", "a/x.c": "", "a/sub/y.c": "", "a/q.c": "", "a/sub/h.h": "", "b/w.c": ""}
	m := New(files)
	files.WalkAll(func(f string) {
		if !slices.Contains(m.Files(m.Of(f)), f) {
			t.Errorf("%s is not in its module %s: %q", f, m.Of(f), m.Files(m.Of(f)))
		}
	})
}

// A Makefile defines macros for the files of its directory and of those below.
func TestDefines(t *testing.T) {
	m := New(tree(map[string]string{
		"a/Makefile":     "obj-y += b/\nccflags-y := -DUSE_FIFO -I$(src) -DDEPTH=4 \\\n\t-DLATE # -DREMARK\n",
		"a/b/Makefile":   "obj-m += x.o\nCFLAGS_x.o += '-DQUOTED=\"s\"'\n",
		"other/Makefile": "obj-m += y.o\n",
	}, "a/b/x.c", "other/y.c"))
	for _, c := range []struct {
		file, name string
		want       bool
	}{
		{"a/b/x.c", "USE_FIFO", true}, {"a/b/x.c", "DEPTH", true}, {"a/b/x.c", "LATE", true}, {"a/b/x.c", "QUOTED", true},
		{"a/b/x.c", "REMARK", false}, {"a/b/x.c", "NONE", false}, {"a/z.c", "USE_FIFO", true}, {"a/z.c", "QUOTED", false},
		{"other/y.c", "USE_FIFO", false},
	} {
		if got := m.Defines(c.file, c.name); got != c.want {
			t.Errorf("%s, %s: %v", c.file, c.name, got)
		}
	}
	if (*Map)(nil).Defines("a/b/x.c", "USE_FIFO") {
		t.Error("no tree, and yet a definition")
	}
}

// A Makefile names directories of headers for what it has built, and for what is below.
func TestIncludes(t *testing.T) {
	m := New(tree(map[string]string{
		"a/Makefile":    "obj-y += b/\nsubdir-ccflags-y := -I$(src)/all # -I$(src)/remark\n",
		"a/b/Makefile":  "TOP = $(src)/..\nobj-m += x.o\nx-y := main.o ../c/part.o\nccflags-$(CONFIG_X) += -I $(TOP)/inc \\\n\t-I$(srctree)/lib -I/usr/include -I. -Wall\nCFLAGS_main.o := -I$(src)\nHOSTCFLAGS_gen.o := -Ihost\n",
		"a/b/d/Kconfig": "",
	}, "a/b/main.c", "a/b/own.h", "a/c/part.c", "a/c/part.h", "a/other.c"))
	for file, want := range map[string][]string{
		"a/b/main.c": {"a/all", "a/inc", "lib", "a/b"},
		"a/b/own.h":  {"a/all", "a/inc", "lib", "a/b"},
		"a/c/part.c": {"a/all", "a/inc", "lib", "a/b"},
		"a/c/part.h": {"a/all", "a/inc", "lib", "a/b"},
		"a/other.c":  {"a/all"},
		"z/z.c":      nil,
	} {
		if got := m.Includes(file); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	if (*Map)(nil).Includes("a/b/main.c") != nil {
		t.Error("no tree, and yet a directory")
	}
}

// countingTree counts how often somebody looks whether a file exists.
type countingTree struct {
	fakeTree
	looked map[string]int
}

func (t countingTree) Exists(rel string) bool { t.looked[rel]++; return t.fakeTree.Exists(rel) }

func TestClaimsLookAtFilesOnce(t *testing.T) {
	counting := countingTree{tree(map[string]string{
		"a/Makefile": "obj-$(CONFIG_A) += a.o\na-objs := main.o ../b/part.o\n",
		"b/Makefile": "obj-$(CONFIG_B) += own.o gone.o\n",
	}, "a/main.c", "b/part.c", "b/own.c"), map[string]int{}}
	claims := New(counting).Claims()
	if len(claims) != 1 || claims["b/part.c"] != "a/a" {
		t.Errorf("claims are %v", claims)
	}
	for _, f := range []string{"a/main.c", "b/part.c", "b/own.c"} {
		if counting.looked[f] > 0 {
			t.Errorf("%s is looked at again, which the walk has found", f)
		}
	}
	if counting.looked["b/gone.c"] == 0 {
		t.Error("nobody has looked for what the walk has not found")
	}
}

// TestIncludedByOthers: somebody else may know what a file includes.
func TestIncludedByOthers(t *testing.T) {
	files := tree(map[string]string{"d/Makefile": "obj-m += main.o\n"}, "d/main.c: #include \"part.c\"\n", "d/part.c")
	read := New(files)
	want(t, read, "d/main", "d/main.c", "d/part.c")
	files["d/main.c"] = "" // nobody reads it any more
	told := New(files)
	told.Included = func(file string) []string {
		if file == "d/main.c" {
			return []string{"d/part.c"}
		}
		return nil
	}
	want(t, told, "d/main", "d/main.c", "d/part.c")
}
