package model

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A small tree with one wrong row of each class: the verifier must report
// exactly those.
func TestVerifyReportsEachClass(t *testing.T) {
	m, err := Load(os.DirFS("testdata/tables"))
	if err != nil {
		t.Fatal(err)
	}
	diffs, err := Verify(m, "testdata/tree")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range diffs {
		got = append(got, fmt.Sprintf("%s %s", d.Row.Key, d.Kind))
	}
	slices.Sort(got)
	want := []string{
		"demo_moved_here moved",
		"demo_new_in_612 unexpected",
		"demo_no_file missing",
		"demo_nowhere missing",
		"demo_other missing",
		"demo_sized signature",
		"demo_unlock signature",
		"devres-prefix missing",
		"struct demo_none.start missing",
		"struct demo_ops.stop missing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A directory that is no kernel tree is an error, not a clean result.
func TestVerifyNeedsATree(t *testing.T) {
	if _, err := Verify(Kernel(), t.TempDir()); err == nil {
		t.Error("an empty directory was verified")
	}
}

// The embedded tables hold in the trees that they were written from. The
// trees are too big for the repository; where they are is told by the
// environment, and the tests above cover the verifier without them.
func TestKernelTablesHold(t *testing.T) {
	n := 0
	for _, env := range []string{"CTXLINT_KERNEL_61", "CTXLINT_KERNEL_612"} {
		root := os.Getenv(env)
		if root == "" {
			continue
		}
		n++
		diffs, err := Verify(Kernel(), root)
		if err != nil {
			t.Errorf("%s: %v", env, err)
		}
		for _, d := range diffs {
			t.Errorf("%s: %v", env, d)
		}
	}
	t.Logf("%d of 2 kernel trees verified", n)
}

func TestSignature(t *testing.T) {
	text := []byte(`
#define twice(a, \
	      b) once(a)
#define use twice(1, 2)
static inline int
split_result(struct a *a, void (*fn)(int, long), int n[2])
{
	indented_call(1, 2, 3);
}
extern void none(void);
int many(const char *fmt, ...);
`)
	for _, c := range []struct {
		name            string
		params          int
		variadic, macro bool
	}{
		{"twice", 2, false, true},
		{"split_result", 3, false, false},
		{"none", 0, false, false},
		{"many", 1, true, false},
		{"indented_call", -1, false, false},
		{"wice", -1, false, false},
	} {
		s := signature(text, c.name)
		switch {
		case s == nil:
			if c.params >= 0 {
				t.Errorf("%s: not found", c.name)
			}
		case len(s.params) != c.params || s.variadic != c.variadic || s.macro != c.macro:
			t.Errorf("%s: %+v", c.name, *s)
		}
	}
}

// Advice points to drivers that do it right: they have to be there.
func TestAdviceNamesDrivers(t *testing.T) {
	file := regexp.MustCompile(`[a-z][\w/-]*/[\w-]+\.[ch]\b`)
	n := 0
	for _, pt := range Kernel().Parts("advice") {
		named := file.FindAllString(pt.Note, -1)
		n += len(named)
		for _, env := range []string{"CTXLINT_KERNEL_61", "CTXLINT_KERNEL_612"} {
			root := os.Getenv(env)
			for _, f := range named {
				if _, err := os.Stat(filepath.Join(root, f)); root != "" && err != nil {
					t.Errorf("%s: %v", pt.Field, err)
				}
			}
		}
	}
	if n < 8 {
		t.Errorf("advice names %d drivers", n)
	}
}
