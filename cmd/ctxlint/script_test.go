package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare output with")

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		switch os.Getenv("CTXLINT_TEST_FAULT") {
		case "crash":
			panic("a crash that the test asked for")
		case "hang":
			if !strings.Contains(strings.Join(os.Args, " "), "--timeout") {
				time.Sleep(time.Minute)
			}
		}
		main()
		return
	}
	testscript.Main(m, map[string]func(){"ctxlint": main})
}

// TestScripts runs testdata/script/*.txtar: each is a small source tree and
// what the program must say about it, to the letter.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Setenv("REPO", repository())
			cache, err := os.MkdirTemp("", "ctxlint")
			if err != nil {
				return err
			}
			e.Defer(func() { _ = os.RemoveAll(cache) })
			e.Setenv("CTXLINT_CACHE", cache) // not the one of whoever runs the test
			return goEnv(e)
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "root":
				return os.Geteuid() == 0, nil
			case "slow": // what builds the program anew; .ci/run wants it
				return os.Getenv("CI") != "", nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"make":   makeFile,
			"status": status,

			"docs":             docs,
			"action":           githubAction,
			"gitlab":           gitlabJob,
			"precommit-config": precommitConfig,
		},
	})
}

// makeFile writes what a txtar archive cannot hold: make KIND FILE.
func makeFile(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: make KIND FILE...")
	}
	name := ts.MkAbs(args[len(args)-1])
	ts.Check(os.MkdirAll(filepath.Dir(name), 0o777))
	var data string
	switch args[0] {
	case "binary":
		data = "int a;\n\x7fELF\x00\x01\n"
	case "latin1":
		data = "/* Andr\xe9 */\n" + buggy
	case "nested":
		data = "int f(void)\n{\n\treturn " + strings.Repeat("(", 10000) + "1" + strings.Repeat(")", 10000) + ";\n}\n" + buggy
	case "unclosed":
		data = buggy + "int g(void)\n{\n\treturn " + strings.Repeat("(", 10000) + ";\n}\n"
	case "braces":
		data = buggy + "int g(void)\n" + strings.Repeat("{", 10000) + strings.Repeat("}", 10000) + "\n"
	case "many": // a directory of binary files
		for i := range 120 {
			makeFile(ts, false, []string{"binary", filepath.Join(args[1], fmt.Sprintf("f%03d.c", i))})
		}
		return
	case "crlf":
		data = strings.ReplaceAll(buggy, "\n", "\r\n")
	case "crlf-copy": // of another file
		data = strings.ReplaceAll(ts.ReadFile(args[1]), "\n", "\r\n")
	case "long-patch": // a file of 50,000 lines, and a bug behind them
		text := strings.Repeat("int x;\n", 49999) + buggy
		data = fmt.Sprintf("--- /dev/null\n+++ b/drv/long.c\n@@ -0,0 +1,%d @@\n+%s\n",
			strings.Count(text, "\n"), strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n+"))
	case "huge":
		f, err := os.Create(name)
		ts.Check(err)
		ts.Check(f.Truncate(100 << 20)) // a sparse file: no disk is used
		ts.Check(f.Close())
		return
	default:
		ts.Fatalf("make: unknown kind %s", args[0])
	}
	ts.Check(os.WriteFile(name, []byte(data), 0o666))
}

// buggy is a function with one finding: its line is 5.
const buggy = `void buggy(spinlock_t *lock)
{
	spin_lock(lock);
	/* held */
	msleep(10);
	spin_unlock(lock);
}
`

// status runs a command and compares its exit status: status N COMMAND....
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		var ok bool
		if got, ok = exitCode(err); !ok {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
}

func exitCode(err error) (int, bool) {
	coder, ok := err.(interface{ ExitCode() int })
	if !ok {
		return 0, false
	}
	return coder.ExitCode(), true
}

// TestColor checks what testscript cannot: when colour is used.
func TestColor(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, c := range []struct {
		flag, env string
		want      bool
	}{
		{"always", "1", true},
		{"never", "", false},
		{"auto", "", false}, // not a terminal
		{"auto", "1", false},
	} {
		t.Setenv("NO_COLOR", c.env)
		if got := useColor(c.flag, file); got != c.want {
			t.Errorf("--color=%s, NO_COLOR=%q: %v", c.flag, c.env, got)
		}
	}
}

// TestHelp keeps the help of every command honest: every flag has a usage text, and
// no line is longer than a terminal is wide.
func TestHelp(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		var out bytes.Buffer
		c.SetOut(&out)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > helpWidth {
				t.Errorf("%s: a line of %d columns: %s", c.CommandPath(), n, line)
			}
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || !f.Hidden && !strings.Contains(out.String(), "--"+f.Name) {
				t.Errorf("%s: the help does not explain --%s", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(rootCommand())
}
