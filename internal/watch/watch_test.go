package watch

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// watched is what becomes of the models of testdata/model when they are rewritten:
// the verdict, and for a race what it is about. As they are, all are complete.
const watched = `
local variable: data race: write of x by b races with write by a
local variable, no point between: data race: read of x by b races with write by a
local variables of each: complete
variable that nobody changes: complete
variable of the package: data race: write of counter by b races with write by a
field: data race: write of d.count by b races with write by a
field that is read: data race: read of d.count by b races with write by a
field of a structure in it: data race: write of d.state.busy by b races with write by a
structure and a field of it: data race: write of d.state.gone by b races with read by a
two fields of a structure: complete
element of a slice: data race: write of d.slots[1] by b races with write by a
two elements of a slice: complete
elements of a map: data race: write of d.names by b races with write by a
map that is read: complete
behind a pointer: data race: write of *p by b races with write by a
behind two pointers: data race: write of d.next.count by b races with write by a
redeclared: data race: write of d.count by b races with write by a
under a lock: complete
read under a lock, written without: data race: write of d.count by b races with read by a
written after the right side has waited: complete
after a completion: complete
handler and task: data race: write of d.count by dev races with write by task
handler and task with interrupts disabled: complete
freed with a lock in it: use after free: use of lock in device after it was freed
freed with a timer in it: free of an active object: device freed while timer in it is armed
`

// TestModel runs the models as they are and rewritten.
func TestModel(t *testing.T) {
	files, err := Rewrite(t.Context(), ".", false, "./testdata/model")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		replace[name] = filepath.Join(dir, filepath.Base(name))
		write(t, replace[name], []byte(text))
		original, err := os.ReadFile(name)
		if err != nil || strings.Count(text, "\n") != strings.Count(string(original), "\n")+2 {
			t.Errorf("%s: lines have moved (%v)\n%s", name, err, text)
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	write(t, overlay, data)
	out := run(t, "run", "./testdata/model")
	for line := range strings.Lines(out) {
		want := ": complete\n" // nobody sees what Go's own variables are used for
		if strings.HasPrefix(line, "freed with ") {
			want = " in device after it was freed\n" // what lies in memory is known by its address
		}
		if !strings.HasSuffix(line, want) {
			t.Errorf("as they are:\n%s", out)
			break
		}
	}
	got := strings.Split(run(t, "run", "-overlay", overlay, "./testdata/model"), "\n")
	for i, want := range strings.Split(strings.TrimPrefix(watched, "\n"), "\n") {
		if i >= len(got) || got[i] != want {
			t.Fatalf("want %q, got\n%s", want, strings.Join(got[min(i, len(got)):], "\n"))
		}
	}
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestNoModel: what is no model is said to be none, and one that does not compile
// is left to the compiler.
func TestNoModel(t *testing.T) {
	if _, err := Rewrite(t.Context(), ".", false, "."); err == nil || !strings.Contains(err.Error(), "no package here uses") {
		t.Error(err)
	}
}
