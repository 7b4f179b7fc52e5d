package linttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// sleepers is a checker for these tests: it finds every line that calls
// msleep.
func sleepers(t *testing.T, file string) []diag.Diagnostic {
	var found []diag.Diagnostic
	for i, line := range strings.Split(read(t, file), "\n") {
		if strings.Contains(line, "msleep(") {
			found = append(found, diag.Diagnostic{File: file, Line: i + 1, Rule: "sleep-in-atomic", Callee: "msleep",
				Function: "f", Steps: []diag.Step{{Function: "f"}}})
		}
	}
	return found
}

// TestPairs runs one case in a process of its own, for a case that must fail.
func TestPairs(t *testing.T) {
	if dir := os.Getenv("LINTTEST_CASES"); dir != "" {
		Pairs(t, dir, "c", false, sleepers)
		return
	}
	good := map[string]string{
		"case.md":   "# A sleep\n",
		"bad.c":     "msleep(1); /* want \"sleep-in-atomic: msleep\" */\n",
		"ok.c":      "mdelay(1);\n",
		"bad.steps": "sleep-in-atomic in f: f\n",
	}
	for _, c := range []struct{ name, file, text, want string }{
		{"as it should be", "ok.c", good["ok.c"], ""},
		{"a twin that is not silent", "ok.c", "msleep(1);\n", "the mended twin is not silent"},
		{"a twin that wants", "ok.c", good["bad.c"], "a mended twin wants nothing"},
		{"a bug that is missed", "bad.c", "mdelay(1); /* want \"sleep-in-atomic\" */\n", "not found: sleep-in-atomic"},
		{"a bug without a comment", "bad.c", "msleep(1);\n", "a bug without a want comment"},
		{"other steps", "bad.steps", "sleep-in-atomic in f: g > f\n", "the way to the finding differs"},
		{"a miss that is found", "case.md", "Known miss: no model\n", "remove that line"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "case")
			if err := os.Mkdir(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			for name, text := range good {
				if name == c.file {
					text = c.text
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(os.Args[0], "-test.run=^TestPairs$")
			cmd.Env = append(os.Environ(), "LINTTEST_CASES="+filepath.Dir(dir))
			out, err := cmd.CombinedOutput()
			if (err != nil) != (c.want != "") || !strings.Contains(string(out), c.want) {
				t.Errorf("%v, want %q:\n%s", err, c.want, out)
			}
		})
	}
}
