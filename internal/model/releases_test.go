package model

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ctxlint/ctxlint/internal/effect"
)

func loadTable(rows ...string) (*Model, error) {
	text := "%table effects\n" + strings.Join(rows, "\n") + "\n"
	return Load(fstest.MapFS{"x.tbl": {Data: []byte(text)}, "gfp.tbl": {Data: []byte("%table gfp\nGFP_KERNEL\tbit 10\tall\tgfp.h\n")}})
}

// TestSideBySide: of the rows about one name those are read that are true of the
// release, or of the one nearest to it.
func TestSideBySide(t *testing.T) {
	m, err := loadTable(
		"old_new\tsleep\t-6.2\ta.c", "old_new\tsleep if gfp(5)\t6.3-6.9\ta.c", "old_new\tnever\t6.15+\ta.c",
		"old_new\tfree 0\tall\ta.c",
		"alone\tsleep\t6.18+\ta.c",
		"two\tnever\t6.3+\ta.c", "two\tfree 0\t6.3+\ta.c")
	if err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]string{
		"5.4": "sleeps", "6.2.9": "sleeps", "6.3": "by a mask", "6.9": "by a mask", "6.10": "by a mask", "6.14": "never",
		"6.15.1": "never", "7.2": "never", "": "never", "not a release": "never",
	} {
		got, frees := "", false
		for _, e := range m.For(version).Effects("old_new") {
			switch {
			case e.Kind == effect.Never:
				got += "never"
			case e.Kind == effect.MaySleep && e.Cond.Kind == effect.Always:
				got += "sleeps"
			case e.Kind == effect.MaySleep:
				got += "by a mask"
			default:
				frees = true
			}
		}
		if got != want || !frees {
			t.Errorf("%s: %q, frees: %v; want %q", version, got, frees, want)
		}
		if len(m.For(version).Effects("alone")) != 1 || len(m.For(version).Effects("two")) != 2 {
			t.Errorf("%s: a row with none beside it is read always", version)
		}
		if n := len(m.For(version).Rows()); n != len(m.Rows()) {
			t.Errorf("%s: %d rows", version, n)
		}
	}
	if m.For("6.15") != m || m.For("6.1").ID() == m.ID() || m.For("6.1").ID() == m.For("6.4").ID() {
		t.Error("models that differ must have names that differ, and equal ones need not be made")
	}
	if back := m.For("6.1").For(""); back.ID() == m.For("6.1").ID() || len(back.Effects("old_new")) != 2 {
		t.Error("For loses rows")
	}
}

// TestSideBySideErrors: what would be an error for some release is one at once.
func TestSideBySideErrors(t *testing.T) {
	for _, rows := range [][]string{
		{"f\tsleep\t-6.5\ta.c", "f\tsleep\t6.3+\ta.c"},                                    // twice in 6.3 to 6.5
		{"f\tsleep\t-6.2\ta.c", "f\tnever\t6.3+\ta.c", "f\tsleep\tall\ta.c"},              // twice in 6.1
		{"f\tsleep sometimes\t-6.2\ta.c", "f\tnever\t6.3+\ta.c"},                          // not read for the newest
		{"f\tnever\t6.3+\ta.c", "f\tnever\t6.3+\ta.c", "f\tsleep\t-6.2\ta.c"},             // twice the same
		{"f\tsleep\t-6.2\ta.c", "f\tsleep if gfp(9\t6.3-6.8\ta.c", "f\tnever\t6.9+\ta.c"}, // neither end
	} {
		if _, err := loadTable(rows...); err == nil || !strings.Contains(err.Error(), "x.tbl:") {
			t.Errorf("%q: %v", rows, err)
		}
	}
}

// TestKernelReleases: the embedded tables are read for every release, and
// iommu_map(), whose contract changed in 6.3, as it was.
func TestKernelReleases(t *testing.T) {
	for version, always := range map[string]bool{"4.19": true, "5.4": true, "6.1": true, "6.2": true, "6.3": false, "6.12": false, "7.2": false, "": false} {
		e := Kernel().For(version).Effects("iommu_map")
		if len(e) != 1 || (e[0].Cond.Kind == effect.Always) != always {
			t.Errorf("%s: %+v", version, e)
		}
	}
}
