package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// kills is how many runs TestKilled kills: `go test -run Killed ./cmd/ctxlint -kills 200`
// before a release.
var kills = flag.Int("kills", 12, "runs that TestKilled kills")

// TestKilled kills runs at random points, with a cache that is full, empty, or half
// written by one that was killed before. The next run finds what one without a cache finds.
func TestKilled(t *testing.T) {
	dir, cache := t.TempDir(), filepath.Join(t.TempDir(), "cache")
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	driver := func(n int, wait string) {
		write(fmt.Sprintf("drv%d/a.c", n), fmt.Sprintf("#include <linux/nap.h>\nvoid run%[1]d(void)\n{\n\tspin_lock(&l);\n\tnap();\n\t%[2]s;\n\tspin_unlock(&l);\n}\nEXPORT_SYMBOL(run%[1]d);\n", n, wait))
	}
	write("Kconfig", "")
	write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n")
	write("include/linux/nap.h", "static inline void nap(void)\n{\n\tmsleep(1);\n}\n")
	for n := range 12 {
		write(fmt.Sprintf("drv%d/Makefile", n), "obj-m += a.o\n")
		driver(n, "udelay(1)")
	}
	command := func(args ...string) (*exec.Cmd, *bytes.Buffer) {
		c := exec.Command(os.Args[0], append([]string{"check", "--format", "jsonl", "--quiet", "--root", dir}, args...)...)
		c.Dir = dir
		c.Env = append(os.Environ(), asProgram+"=1", "NO_COLOR=1")
		out := &bytes.Buffer{}
		c.Stdout, c.Stderr = out, out
		return c, out
	}
	whole := func(args ...string) string {
		c, out := command(args...)
		_ = c.Run() // with findings the status is 1
		return out.String()
	}
	time.Sleep(3100 * time.Millisecond) // what was written a moment ago is not believed
	start := time.Now()
	cold := whole("--cache", "none")
	took := time.Since(start)
	if bytes.Count([]byte(cold), []byte("\n")) < 12 {
		t.Fatalf("found:\n%s", cold)
	}
	r := rand.New(rand.NewPCG(9, 1))
	died := 0
	for i := range *kills {
		switch r.IntN(6) {
		case 0:
			driver(r.IntN(12), []string{"msleep(2)", "udelay(2)"}[r.IntN(2)])
			cold = whole("--cache", "none")
		case 1, 2:
			if err := os.RemoveAll(cache); err != nil {
				t.Fatal(err)
			}
		}
		c, _ := command("--cache", cache)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(took))))
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()
		if c.ProcessState.ExitCode() < 0 {
			died++
		}
		for _, again := range []string{"the next run", "the one after it"} {
			if got := whole("--cache", cache); got != cold {
				t.Fatalf("kill %d: %s finds\n%swithout a cache\n%s", i, again, got, cold)
			}
		}
	}
	if died < *kills/3 {
		t.Errorf("only %d of %d runs were killed before their end", died, *kills)
	}
}
