package driver

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBuildSession: all processes of a make, and of those that it calls, are of one
// session; another make is another one, and without a make there is none.
func TestBuildSession(t *testing.T) {
	if os.Getenv("CTXLINT_TEST_SESSION") != "" {
		_, _ = os.Stdout.WriteString("session:" + buildSession() + "\n")
		os.Exit(0)
	}
	make, err := exec.LookPath("make")
	if err != nil {
		t.Skip("make is not installed")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := "all:\n\t@$(SELF)\n\t@sh -c '$(SELF); :'\n\t@$(MAKE) -s inner\ninner:\n\t@$(SELF)\n"
	if err := os.WriteFile(filepath.Join(dir, "Makefile"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) []string {
		t.Helper()
		c := exec.Command(program, args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "CTXLINT_TEST_SESSION=1", "SELF="+self+" -test.run=^TestBuildSession$$")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var sessions []string
		for line := range strings.Lines(string(out)) {
			if s, ok := strings.CutPrefix(strings.TrimSpace(line), "session:"); ok {
				sessions = append(sessions, s)
			}
		}
		return sessions
	}
	first, second := run(make, "-s"), run(make, "-s")
	if len(first) != 3 || first[0] == "" || first[1] != first[0] || first[2] != first[0] {
		t.Errorf("one make: %q", first)
	}
	if len(second) != 3 || second[0] == first[0] {
		t.Errorf("two makes: %q and %q", first, second)
	}
	if above := buildSession(); above == "" {
		if got := run(self, "-test.run=^TestBuildSession$"); len(got) != 1 || got[0] != "" {
			t.Errorf("without a make: %q", got)
		}
	}
}
