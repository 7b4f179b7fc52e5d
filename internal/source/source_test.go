package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write makes files below dir; a name that ends in '/' is a directory, one
// whose text starts with "-> " a symbolic link.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for _, name := range sortedKeys(files) {
		text := files[name]
		full := filepath.Join(dir, name)
		check(t, os.MkdirAll(filepath.Dir(full), 0o777))
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			check(t, os.Symlink(target, full))
			continue
		}
		check(t, os.WriteFile(full, []byte(text), 0o666))
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// kernelTree is the least that makes a kernel root.
var kernelTree = map[string]string{
	"Makefile":            "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n",
	"Kconfig":             "",
	"include/linux/irq.h": "int irq;\n",
	"sound/a.c":           "int a;\n",
	"sound/soc/b.c":       "int b;\n",
	"sound/soc/Makefile":  "",
	"tools/include/irq.h": "int user;\n",
	".git/x.c":            "int x;\n",
}

func openTree(t *testing.T, files map[string]string, o *Overlay) (*Tree, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, files)
	tree, err := Open(dir, o)
	check(t, err)
	return tree, dir
}

func all(tree *Tree) []string {
	var names []string
	tree.WalkAll(func(rel string) { names = append(names, rel) })
	return names
}

func TestFindRoot(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, kernelTree)
	loose := t.TempDir()
	write(t, loose, map[string]string{"x/a.c": "", "y/z/b.c": ""})
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{filepath.Join(dir, "sound/soc/b.c")}, dir},
		{[]string{filepath.Join(dir, "sound"), filepath.Join(loose, "x")}, dir},
		{[]string{filepath.Join(dir, "sound/new/added.c")}, dir},
		{[]string{filepath.Join(loose, "x/a.c")}, filepath.Join(loose, "x")},
		{[]string{filepath.Join(loose, "x/a.c"), filepath.Join(loose, "y/z/b.c")}, loose},
	} {
		got, err := FindRoot(c.paths)
		check(t, err)
		if got != c.want {
			t.Errorf("FindRoot(%v) = %s, want %s", c.paths, got, c.want)
		}
	}
	if v := KernelVersion(dir); v != "6.12.3" {
		t.Errorf("KernelVersion = %q", v)
	}
}

func TestFindRootOfStrangers(t *testing.T) {
	loose := t.TempDir()
	write(t, loose, map[string]string{"x/a.c": ""})
	_, err := FindRoot([]string{filepath.Join(loose, "x/a.c"), "/no-such-directory/b.c"})
	if err == nil || !strings.Contains(err.Error(), "lie in no common directory but /; name the tree's root with --root") {
		t.Errorf("got %v", err)
	}
}

// TestWalkIsBounded has a driver in a directory full of other things.
func TestWalkIsBounded(t *testing.T) {
	tree, _ := openTree(t, map[string]string{"a/a.c": "", "b/b.c": "", "c/c.c": "", "d.c": ""}, nil)
	walked := func(limit int) []string {
		w := walker{tree: tree, limit: limit}
		w.dir(".")
		return w.sorted()
	}
	if got := walked(4); !slices.Equal(got, []string{"a/a.c", "b/b.c"}) {
		t.Errorf("bounded: %v", got)
	}
	if got := walked(0); len(got) != 4 {
		t.Errorf("unbounded: %v", got)
	}
}

func TestWalkLeavesUserSpaceAlone(t *testing.T) {
	tree, dir := openTree(t, kernelTree, nil)
	if got, want := all(tree), []string{"include/linux/irq.h", "sound/a.c", "sound/soc/b.c"}; !slices.Equal(got, want) {
		t.Errorf("WalkAll: %v, want %v", got, want)
	}
	got, problems := tree.Select([]string{filepath.Join(dir, "tools")})
	if want := []string{"tools/include/irq.h"}; !slices.Equal(got, want) || problems != nil {
		t.Errorf("Select(tools): %v, %v, want %v", got, problems, want)
	}
}

func TestSelect(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, map[string]string{"secret.c": "int s;\n"})
	tree, dir := openTree(t, map[string]string{
		"d/a.c":      "int a;\n",
		"d/empty.c":  "",
		"d/loop":     "-> .",
		"d/twice.c":  "-> a.c",
		"d/notes.md": "x",
		"l/self.c":   "-> self.c",
		"l/gone.c":   "-> nothing.c",
		"l/out.c":    "-> " + filepath.Join(outside, "secret.c"),
		"l/outdir":   "-> " + outside,
		"l/good.h":   "int g;\n",
	}, nil)
	for _, c := range []struct {
		path     string
		want     []string
		problems []string
	}{
		{"d", []string{"d/a.c", "d/empty.c"}, nil},
		{filepath.Join(dir, "d/twice.c"), []string{"d/twice.c"}, nil},
		{"d/empty.c", nil, []string{"d/empty.c: is empty: nothing to check"}},
		{"d/notes.md", nil, []string{"d/notes.md: is not a C file (.c or .h)"}},
		{"d/none.c", nil, []string{"d/none.c: no such file or directory, neither here nor below the tree's root " + dir}},
		{filepath.Join(dir, "none.c"), nil, []string{filepath.Join(dir, "none.c") + ": no such file or directory"}},
		{filepath.Join(outside, "secret.c"), nil,
			[]string{filepath.Join(outside, "secret.c") + ": is outside the tree's root " + dir + ", which is no kernel tree that it could be mounted into"}},
		{"l/outdir/secret.c", nil,
			[]string{"l/outdir/secret.c: is a symbolic link to " + outside + ", outside the tree's root"}},
		{"l", []string{"l/good.h"}, []string{
			"l/gone.c: is a broken symbolic link: its target does not exist",
			"l/out.c: is a symbolic link to " + filepath.Join(outside, "secret.c") + ", outside the tree's root: not read",
			"l/self.c: is a broken symbolic link: it leads in a circle"}},
	} {
		got, problems := tree.Select([]string{c.path})
		var texts []string
		for _, p := range problems {
			texts = append(texts, p.Error())
		}
		if !slices.Equal(got, c.want) || !slices.Equal(texts, c.problems) {
			t.Errorf("Select(%s):\n got %v %q\nwant %v %q", c.path, got, texts, c.want, c.problems)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, map[string]string{"secret.h": "int s;\n"})
	tree, _ := openTree(t, map[string]string{
		"bin.c":    "int a;\nint b;\x00",
		"latin1.c": "/* Andr\xe9 */\n",
		"dir.c/x":  "",
		"link.h":   "-> " + filepath.Join(outside, "secret.h"),
		"linkdir":  "-> " + outside,
	}, nil)
	for name, want := range map[string]string{
		"bin.c":            "is a binary file (there is a NUL byte in line 2)",
		"latin1.c":         "",
		"dir.c":            "is not a regular file",
		"gone.c":           "no such file or directory",
		"../up.c":          "leads outside the tree's root " + tree.Root(),
		"link.h":           "is a symbolic link to " + filepath.Join(outside, "secret.h") + ", outside the tree's root",
		"linkdir/secret.h": "is a symbolic link to " + outside + ", outside the tree's root",
	} {
		_, err := tree.Read(name)
		if (err != nil) != (want != "") || err != nil && err.Error() != want {
			t.Errorf("Read(%s): %v, want %q", name, err, want)
		}
		if exists := tree.Exists(name); exists != (name == "bin.c" || name == "latin1.c") {
			t.Errorf("Exists(%s) = %v", name, exists)
		}
	}
}

func TestOverlay(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, kernelTree)
	other := t.TempDir()
	write(t, other, map[string]string{"new.c": "int fresh;\n"})
	write(t, other, map[string]string{"overlay.json": `{"Replace": {
		"` + dir + `/sound/a.c": "` + other + `/new.c",
		"` + dir + `/sound/soc/b.c": "",
		"` + dir + `/sound/hda/c.c": "` + other + `/new.c",
		"` + dir + `/tools/t.c": "` + other + `/new.c"}}`})
	o, err := ReadOverlay(filepath.Join(other, "overlay.json"))
	check(t, err)
	tree, err := Open(dir, o)
	check(t, err)

	if got, want := all(tree), []string{"include/linux/irq.h", "sound/a.c", "sound/hda/c.c"}; !slices.Equal(got, want) {
		t.Errorf("WalkAll: %v, want %v", got, want)
	}
	if got, _ := tree.Select([]string{filepath.Join(dir, "sound/hda")}); !slices.Equal(got, []string{"sound/hda/c.c"}) {
		t.Errorf("an added directory: %v", got)
	}
	_, problems := tree.Select([]string{filepath.Join(dir, "sound/soc/b.c")})
	if len(problems) != 1 || !strings.HasSuffix(problems[0].Error(), "b.c: is removed by the overlay: nothing to check") {
		t.Errorf("a removed file: %v", problems)
	}
	data, err := tree.Read("sound/a.c")
	if err != nil || string(data) != "int fresh;\n" {
		t.Errorf("a replaced file: %q, %v", data, err)
	}
	if tree.Exists("sound/soc/b.c") || !tree.Exists("sound/hda/c.c") {
		t.Error("Exists does not see the overlay")
	}
}

func TestOverlayInMemory(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.c": "old"})
	o := &Overlay{}
	check(t, o.Set(filepath.Join(dir, "a.c"), []byte("new")))
	check(t, o.Remove(filepath.Join(dir, "b.c")))
	if err := o.Remove(filepath.Join(dir, "a.c")); err == nil {
		t.Error("a file replaced and removed: no error")
	}
	tree, err := Open(dir, o)
	check(t, err)
	if data, err := tree.Read("a.c"); err != nil || string(data) != "new" {
		t.Errorf("Read: %q, %v", data, err)
	}
}

func TestBadOverlay(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"d/a.c": "int a;\n"})
	name := filepath.Join(t.TempDir(), "overlay.json")
	const want = ` (want {"Replace": {"path": "other path"}})`
	for text, message := range map[string]string{
		"{\n\"Replace\": {,}}":              ":2:13: invalid character ',' looking for beginning of object key string" + want,
		`{"Replaced": {}}`:                  ": json: unknown field \"Replaced\"" + want,
		`{}`:                                ": no \"Replace\" object" + want,
		`{"Replace": {"": "x"}}`:            `: "": empty path`,
		`{"Replace": {"` + dir + `/d":""}}`: ": " + dir + "/d is a directory, only files can be replaced",
		`{"Replace": {"/elsewhere/a":""}}`:  ": /elsewhere/a is outside the tree's root " + dir,
		`{"Replace": {"` + dir + `/d/a.c":"/no/such"}}`: `: "` + dir +
			`/d/a.c": replacement /no/such: no such file or directory`,
	} {
		check(t, os.WriteFile(name, []byte(text), 0o666))
		o, err := ReadOverlay(name)
		if err == nil {
			_, err = Open(dir, o)
		}
		if err == nil || err.Error() != "overlay "+name+message {
			t.Errorf("%s:\n got %v\nwant overlay %s%s", text, err, name, message)
		}
	}
}
