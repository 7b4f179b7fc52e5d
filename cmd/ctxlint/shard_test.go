package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shardTree is a tree of some modules: findings in each, one in a header that all
// include, one that a comment silences in a file of another module, a known one, a
// configuration, and a file that cannot be read.
func shardTree(t *testing.T) string {
	dir := t.TempDir()
	files := map[string]string{
		"Kconfig": "", "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n",
		"include/linux/nap.h": "static inline void nap(void)\n{\n\tmsleep(1);\t/* ctxlint:ignore sleep-in-atomic nobody minds */\n}\nstatic inline void hold(spinlock_t *l)\n{\n\tspin_lock(l);\n\tmsleep(2);\n\tspin_unlock(l);\n}\n",
		"lib/Makefile":        "obj-y += core.o\n",
		"lib/core.c":          "void core_wait(void)\n{\n\tmsleep(3);\n}\nEXPORT_SYMBOL(core_wait);\n",
		"drv/Makefile":        "obj-m += d0.o d1.o d2.o d3.o d4.o d5.o d6.o\n",
		"drv/bad.c":           "int a;\x00\n",
		".ctxlint.yaml":       "exclude: [drv/d6.c]\nbaseline: known.jsonl\n",
		"drv/unused.c":        "int b;\t/* ctxlint:ignore sleep-in-atomic nothing is here */\n",
	}
	for i := range 7 {
		files[fmt.Sprintf("drv/d%d.c", i)] = fmt.Sprintf("#include <linux/nap.h>\n%s\nvoid d%d(spinlock_t *l)\n{\n\tspin_lock(l);\n\tnap();\n\tcore_wait();\n\tmsleep(%d);\n\tspin_unlock(l);\n}\n", strings.Repeat("\n", i*40), i, i)
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// program runs ctxlint in a directory.
func program(t *testing.T, dir string, args ...string) (out, said string, status int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), asProgram+"=1", "CTXLINT_CACHE="+filepath.Join(dir, ".cache"), "NO_COLOR=1")
	var errs strings.Builder
	c.Stderr = &errs
	text, err := c.Output()
	status, ok := exitCode(err)
	if err != nil && !ok {
		t.Fatal(err)
	}
	return string(text), errs.String(), status
}

// TestShard: parts of a check, made on machines where the tree lies elsewhere, are
// merged to what one run prints, to the byte, on both outputs and in the status.
func TestShard(t *testing.T) {
	tree := shardTree(t)
	if _, said, status := program(t, tree, "baseline", "write", "--baseline", "known.jsonl", "drv/d2.c"); status != 0 {
		t.Fatalf("baseline: %s", said)
	}
	var known []byte
	known, err := os.ReadFile(filepath.Join(tree, "known.jsonl"))
	if err != nil || len(known) == 0 {
		t.Fatalf("no baseline: %v", err)
	}
	for _, n := range []int{1, 2, 5, 20} {
		var parts []string
		read := 0
		for i := 1; i <= n; i++ {
			elsewhere := shardTree(t)
			if err := os.WriteFile(filepath.Join(elsewhere, "known.jsonl"), known, 0o666); err != nil {
				t.Fatal(err)
			}
			part := filepath.Join(tree, fmt.Sprintf("%d-of-%d.json", i, n))
			_, said, status := program(t, elsewhere, "check", "--shard", fmt.Sprintf("%d/%d", i, n), "-o", part)
			if status != 0 && (status != 2 || !strings.Contains(said, "bad.c: is a binary file")) {
				t.Errorf("part %d of %d: status %d\n%s", i, n, status, said)
			}
			if status == 2 {
				read++
			}
			parts = append(parts, part)
		}
		if read != 1 {
			t.Errorf("of %d parts %d read the file that cannot be read", n, read)
		}
		for _, format := range []string{"jsonl", "text", "sarif", "html", "checkstyle"} {
			want, wantSaid, wantStatus := program(t, tree, "check", "--format", format)
			// Parts come in any order.
			args := append([]string{"merge", "--format", format}, parts[n/2:]...)
			got, said, status := program(t, tree, append(args, parts[:n/2]...)...)
			if got != want || status != wantStatus || status != 2 {
				t.Errorf("%d parts as %s: status %d and\n%s\nwant status %d and\n%s", n, format, status, got, wantStatus, want)
			}
			if format != "text" && said != wantSaid { // which says how long it took
				t.Errorf("%d parts as %s: said\n%s\nwant\n%s", n, format, said, wantSaid)
			}
		}
	}
	if out, _, _ := program(t, tree, "check", "--format", "jsonl"); strings.Count(out, "\n") < 6 || strings.Contains(out, "drv/d6.c") || strings.Contains(out, `"drv/d2.c","line"`) || !strings.Contains(out, "unmatched-suppression") {
		t.Errorf("the tree does not show what it is made for:\n%s", out)
	}
}

// TestShardErrors: what does not fit together is no report.
func TestShardErrors(t *testing.T) {
	tree := shardTree(t)
	_ = os.Remove(filepath.Join(tree, "drv/bad.c"))
	_ = os.Remove(filepath.Join(tree, ".ctxlint.yaml"))
	for _, args := range []string{"1/2 a", "2/2 b", "1/3 c", "2/2 d lib"} {
		words := strings.Fields(args)
		if _, said, status := program(t, tree, append([]string{"check", "--shard", words[0], "-o", words[1]}, words[2:]...)...); status != 0 {
			t.Fatalf("%s: %s", args, said)
		}
	}
	if err := os.WriteFile(filepath.Join(tree, "cut"), []byte(`{"format":"ctxlint part 1","sha`), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tree, "none"), []byte(`{"format":"ctxlint part 1","shard":{"I":1}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"merge a":                              "1 of 2 parts are missing: 2",
		"merge a a b":                          "a: is part 1, as a",
		"merge a c":                            "c: is a part of 3, a one of 2",
		"merge a d":                            "d: was asked for something else than a, or in another tree",
		"merge a gone":                         "gone: no such file",
		"merge a cut":                          "cut: is not a whole part of a check",
		"merge a Makefile":                     "Makefile: is not a whole part of a check",
		"merge --format nonsense a b":          "nonsense",
		"merge":                                "merge takes the parts of a check",
		"check --shard 3/2 lib":                `--shard "3/2": want I/N`,
		"check --shard 0/2 lib":                `--shard "0/2": want I/N`,
		"check --shard x lib":                  `--shard "x": want I/N`,
		"check --shard 1/2 --format jsonl lib": "--shard writes a part",
		"check --shard 1/2 --baseline b lib":   "--shard writes a part",
		"check --shard 1/2 --rt lib":           "--shard writes a part",
		"check --shard 1/2 --exit-zero lib":    "--shard writes a part",
		"check --shard 1/2 --kernel-versions 5.4,6.1 lib": "--shard checks for one kernel",
		"merge none": "none: is no part that this ctxlint knows",
	} {
		out, said, status := program(t, tree, strings.Fields(args)...)
		if status != 2 || !strings.Contains(said, want) || out != "" {
			t.Errorf("%s: status %d, %q, want %q\n%s", args, status, said, want, out)
		}
	}
	if _, said, status := program(t, tree, "merge", "a", "b"); status != 1 {
		t.Errorf("status %d: %s", status, said)
	}
	// The tree is another one now.
	name := filepath.Join(tree, "drv/d0.c")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append([]byte("\n"), text...), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, said, status := program(t, tree, "merge", "a", "b"); status != 2 || !strings.Contains(said, "drv/d0.c is not as it was checked") {
		t.Errorf("an edit: status %d, %s", status, said)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if _, said, status := program(t, tree, "merge", "a", "b"); status != 2 || !strings.Contains(said, "was made of other files") {
		t.Errorf("a file less: status %d, %s", status, said)
	}
}

// TestShardStopped: a part that did not come to its end makes no whole report.
func TestShardStopped(t *testing.T) {
	tree := shardTree(t)
	_ = os.Remove(filepath.Join(tree, ".ctxlint.yaml"))
	if _, said, status := program(t, tree, "check", "--shard", "1/2", "--timeout", "1ns", "-o", "a"); status != 2 || !strings.Contains(said, "not done within") {
		t.Errorf("status %d: %s", status, said)
	}
	program(t, tree, "check", "--shard", "2/2", "-o", "b")
	if _, said, status := program(t, tree, "merge", "a", "b"); status != 2 || !strings.Contains(said, "part 1 of 2: not done within the 1ns of --timeout; the rest of it is missing") {
		t.Errorf("status %d: %s", status, said)
	}
}
