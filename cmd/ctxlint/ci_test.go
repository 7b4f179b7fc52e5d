package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/testscript"
)

// What docs/ci.md, action.yml and ci/gitlab.yml tell people to run is run here,
// as it stands there. Only the installation is left out: the program is there.
var installs = regexp.MustCompile(`(?m)^\s*go install .*$`)

// docs runs the sh blocks of a section: docs STATUS FILE HEADING [N], the Nth of
// them or all.
func docs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: docs STATUS FILE HEADING [N]")
	}
	text := ts.ReadFile(args[1])
	_, section, ok := strings.Cut(text, "\n## "+args[2]+"\n")
	if !ok {
		ts.Fatalf("%s has no section %q", args[1], args[2])
	}
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(section, -1)
	if len(blocks) == 0 {
		ts.Fatalf("section %q has no sh block", args[2])
	}
	for i, b := range blocks {
		if len(args) == 3 || args[3] == fmt.Sprint(i+1) {
			runShell(ts, args[0], b[1])
		}
	}
}

// runShell runs lines and compares the exit status.
func runShell(ts *testscript.TestScript, want, script string) {
	script = installs.ReplaceAllString(script, "true")
	err := ts.Exec("bash", "-e", "-c", script)
	got := 0
	if err != nil {
		var ok bool
		if got, ok = exitCode(err); !ok {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(got) != want {
		ts.Fatalf("exit status %d, want %s, of:\n%s", got, want, script)
	}
}

// githubAction runs the last step of action.yml, as GitHub does: inputs reach it
// as its env says. action STATUS FILE [INPUT=VALUE...].
func githubAction(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: action STATUS FILE [INPUT=VALUE...]")
	}
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct {
			Using string
			Steps []struct {
				Run, Shell string
				Env        map[string]string
			}
		}
	}
	ts.Check(yaml.Unmarshal([]byte(ts.ReadFile(args[1])), &action))
	steps := action.Runs.Steps
	step := steps[len(steps)-1]
	if action.Runs.Using != "composite" || step.Shell != "bash" || strings.Contains(step.Run, "${{") {
		ts.Fatalf("%s: want a composite action whose last step is bash without expressions", args[1])
	}
	given := map[string]string{}
	for _, a := range args[2:] {
		name, value, _ := strings.Cut(a, "=")
		if _, ok := action.Inputs[name]; !ok {
			ts.Fatalf("%s has no input %s", args[1], name)
		}
		given[name] = value
	}
	for name, expr := range step.Env {
		input := strings.TrimSuffix(strings.TrimPrefix(expr, "${{ inputs."), " }}")
		in, ok := action.Inputs[input]
		if !ok {
			ts.Fatalf("%s: %s: no input %q", args[1], name, expr)
		}
		value, ok := given[input]
		if !ok {
			value = in.Default
		}
		ts.Setenv(name, value)
	}
	runShell(ts, args[0], step.Run)
}

// gitlabJob runs the lines of the job in a GitLab template: gitlab STATUS FILE.
func gitlabJob(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: gitlab STATUS FILE")
	}
	var jobs map[string]struct {
		Before []string `yaml:"before_script"`
		Script []string
	}
	ts.Check(yaml.Unmarshal([]byte(ts.ReadFile(args[1])), &jobs))
	job := jobs["ctxlint"]
	if len(job.Script) == 0 {
		ts.Fatalf("%s: no script", args[1])
	}
	runShell(ts, args[0], strings.Join(append(job.Before, job.Script...), "\n"))
}

// precommitConfig writes a configuration of the pre-commit framework that runs the
// hook of .pre-commit-hooks.yaml with the program at hand: precommit-config FILE.
func precommitConfig(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: precommit-config FILE")
	}
	var hooks []map[string]any
	ts.Check(yaml.Unmarshal([]byte(ts.ReadFile(args[0])), &hooks))
	for _, h := range hooks {
		if h["language"] != "golang" {
			ts.Fatalf("%s: language %v", args[0], h["language"])
		}
		h["language"] = "system"
	}
	text, err := yaml.Marshal(map[string]any{"repos": []any{map[string]any{"repo": "local", "hooks": hooks}}})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(".pre-commit-config.yaml"), text, 0o666))
}

// repository is the root of our own source, for tests of files outside of this
// directory.
func repository() string {
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		panic(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "action.yml")); err != nil {
		panic(err)
	}
	return dir
}
