package mutate

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sample = `package p

func (d *dev) stop() {
	f := d.lock.LockIrqsave()
	d.running = false
	d.send(1)
	d.lock.UnlockIrqrestore(f)
	d.reply.Reinit()
	d.send(2)
	d.pollTimer.CancelSync()
	for d.busy {
		d.k.UsleepRange(1, 2)
		if d.gone && !d.late {
			return
		}
	}
}

func New() { a(); b() }
`

// TestFile: every operator finds its place, and the keys do not depend on lines.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(path, []byte(sample), 0o666); err != nil {
		t.Fatal(err)
	}
	text, ms, err := File(path, "p.go", 10, true)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for i, m := range ms {
		if m.N != 10+i {
			t.Errorf("%s has number %d", m.Key, m.N)
		}
		keys = append(keys, m.Key)
	}
	slices.Sort(keys)
	want := []string{
		"drop p.go stop: d.running = false",
		"early p.go stop: d.running = false before f := d.lock.LockIrqsave()",
		"late p.go stop: d.send(1) after d.lock.UnlockIrqrestore(f)",
		"look p.go stop: !d.late in d.gone && !d.late",
		"look p.go stop: always d.gone && !d.late",
		"look p.go stop: d.gone in d.gone && !d.late",
		"look p.go stop: never d.gone && !d.late",
		"swap p.go stop: d.reply.Reinit() / d.send(2)",
		"swap p.go stop: d.send(2) / d.pollTimer.CancelSync()",
		"weaken p.go stop: d.pollTimer.CancelSync()",
		"weaken p.go stop: for d.busy",
	}
	if !slices.Equal(keys, want) {
		t.Errorf("mutants:\n%s\nwant:\n%s", strings.Join(keys, "\n"), strings.Join(want, "\n"))
	}
	again := strings.Replace(sample, "package p", "package p\n\n// a comment", 1)
	if err := os.WriteFile(path, []byte(again), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, more, err := File(path, "p.go", 10, true); err != nil || !slices.Equal(more, ms) {
		t.Errorf("other mutants after a comment: %v, %v", more, err)
	}
	if !strings.Contains(text, "if live.Is(") || !strings.Contains(text, livePath) {
		t.Errorf("rewritten:\n%s", text)
	}
}
