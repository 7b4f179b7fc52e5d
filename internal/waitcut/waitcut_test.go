package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/model"
)

const driver = `
static int foo_probe(struct foo *f)
{
	flush_work(&f->early);
	if (foo_setup(f))
		goto err;
	return 0;
err:
	cancel_work_sync(&f->work);
	return -EIO;
}

static void foo_poll(struct foo *f)
{
	del_timer_sync(&f->timer);
}

static void foo_remove(struct foo *f)
{
	if (del_timer_sync(&f->timer))
		foo_note(f);
	tasklet_kill(&f->tasklet);
	/* usb_kill_urb(f->urb); */
	destroy_workqueue(f->wq);
	free_irq(f->irq, f);
}
`

func TestSitesIn(t *testing.T) {
	names := waits(model.Kernel())
	for _, n := range []string{"free_irq", "cancel_work_sync", "usb_kill_urb", "flush_workqueue", "dmaengine_synchronize"} {
		if !names[n] {
			t.Errorf("%s() is no wait", n)
		}
	}
	var got []string
	for _, c := range sitesIn("foo.c", []byte(driver), names) {
		line := strings.Split(driver, "\n")[c.Line-1]
		if !strings.Contains(line, c.Call+"(") {
			t.Errorf("line %d is %q, want a call of %s()", c.Line, line, c.Call)
		}
		got = append(got, c.Function+" "+c.Call)
	}
	want := []string{"foo_probe cancel_work_sync", "foo_remove tasklet_kill", "foo_remove free_irq"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestDraw(t *testing.T) {
	var all []cut
	for _, f := range []string{"a.c", "b.c", "c.c", "d.c"} {
		for line := 1; line <= 3; line++ {
			all = append(all, cut{File: f, Line: line})
		}
	}
	first := draw(all, 7, 3)
	if len(first) != 3 || !reflect.DeepEqual(first, draw(all, 7, 3)) {
		t.Fatalf("got %v, and another set with the same seed", first)
	}
	seen := map[string]bool{}
	for i, c := range first {
		if seen[c.File] || c.ID != i {
			t.Errorf("%v: two of a file, or a wrong id", first)
		}
		seen[c.File] = true
	}
	if n := len(draw(all, 7, 100)); n != 4 {
		t.Errorf("%d drawn of 4 files", n)
	}
}

func TestRounds(t *testing.T) {
	got := rounds([]cut{{ID: 0, File: "a/x.c"}, {ID: 1, File: "a/y.c"}, {ID: 2, File: "b/x.c"}, {ID: 3, File: "a/z.c"}})
	var ids [][]int
	for _, r := range got {
		var part []int
		for _, c := range r {
			part = append(part, c.ID)
		}
		ids = append(ids, part)
	}
	if want := [][]int{{0, 2}, {1}, {3}}; !reflect.DeepEqual(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestReadSet(t *testing.T) {
	name := filepath.Join(t.TempDir(), "set.jsonl")
	for text, want := range map[string]string{
		`{"id":1,"file":"a.c","line":2,"bug":true,"why":"x"}`: "",
		`{"id":1,"file":"a.c","line":2,"bug":true}`:           "set.jsonl:1: case 1 was not read",
		`{"id":1,"file":"a.c","line":2,"why":"x"}`:            "set.jsonl:1: case 1 was not read",
		"{\"id\":1,\"bug\":false,\"why\":\"x\"}\n{\"id\":":    "set.jsonl:2:",
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := readSet(name)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// TestMeasure runs a program that finds what lacks a call.
func TestMeasure(t *testing.T) {
	root := t.TempDir()
	for _, f := range []string{"a/x.c", "b/x.c"} {
		if err := os.MkdirAll(filepath.Join(root, filepath.Dir(f)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, f), []byte("{\n\tflush_work(w);\n}\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bin := filepath.Join(root, "bin")
	script := `#!/bin/sh
for a; do
	case $last in --overlay) over=$a;; esac
	last=$a
done
[ -n "$over" ] || exit 0
to=$(grep -o '/[^"]*/0\.c' "$over")
grep -q flush_work "$to" || echo '{"rule":"free-before-quiesce","file":"a/x.c","line":2,"message":"gone","fingerprint":"1"}'
exit 1
`
	if err := os.WriteFile(bin, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	yes, no := true, false
	m := measurement{root: root, bin: bin, cache: "none"}
	err := m.measure([]cut{{ID: 0, File: "a/x.c", Line: 2, Call: "flush_work", Bug: &yes}, {ID: 1, File: "b/x.c", Line: 2, Call: "flush_work", Bug: &no}})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := m.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"found     0 a/x.c:2", "no bug    1 b/x.c:2", "found 1 of 1 bugs; findings for 0 of 1 cuts that are none"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if err := m.measure([]cut{{ID: 0, File: "a/x.c", Line: 1, Call: "flush_work", Bug: &yes}}); err == nil || !strings.Contains(err.Error(), "a/x.c:1 is no call") {
		t.Errorf("got %v for a set of another tree", err)
	}
}
