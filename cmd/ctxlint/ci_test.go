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

// actionFile is what of a composite action matters here.
type actionFile struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	Name, ID, Run, Shell string
	Env                  map[string]string
}

func parseAction(t failer, text []byte) *actionFile {
	a := &actionFile{}
	if err := yaml.Unmarshal(text, a); err != nil {
		t.Fatalf("%v", err)
	}
	if a.Runs.Using != "composite" {
		t.Fatalf("want a composite action")
	}
	for _, s := range a.Runs.Steps {
		if s.Run != "" && (s.Shell != "bash" || strings.Contains(s.Run, "${{")) {
			t.Fatalf("step %q: want bash without expressions: a branch name must not become a command", s.Name)
		}
	}
	return a
}

// last is the step that checks the change.
func (a *actionFile) last() *actionStep { return &a.Runs.Steps[len(a.Runs.Steps)-1] }

// env is the environment of that step: the inputs as they are given, or their
// defaults.
func (a *actionFile) env(t failer, given map[string]string) map[string]string {
	for name := range given {
		if _, ok := a.Inputs[name]; !ok {
			t.Fatalf("no input %s", name)
		}
	}
	env := map[string]string{}
	for name, expr := range a.last().Env {
		input := strings.TrimSuffix(strings.TrimPrefix(expr, "${{ inputs."), " }}")
		in, ok := a.Inputs[input]
		if !ok {
			t.Fatalf("%s: %s: no input %q", name, expr, input)
		}
		value, ok := given[input]
		if !ok {
			value = in.Default
		}
		env[name] = value
	}
	return env
}

// githubAction runs the last step of action.yml, as GitHub does: inputs reach it
// as its env says. action STATUS FILE [INPUT=VALUE...].
func githubAction(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: action STATUS FILE [INPUT=VALUE...]")
	}
	a := parseAction(ts, []byte(ts.ReadFile(args[1])))
	given := map[string]string{}
	for _, arg := range args[2:] {
		name, value, _ := strings.Cut(arg, "=")
		given[name] = value
	}
	for name, value := range a.env(ts, given) {
		ts.Setenv(name, value)
	}
	runShell(ts, args[0], a.last().Run)
}

// gitlabScript are the lines of the job in a GitLab template; the program is there
// already.
func gitlabScript(t failer, text []byte) string {
	var jobs map[string]struct {
		Before []string `yaml:"before_script"`
		Script []string
	}
	if err := yaml.Unmarshal(text, &jobs); err != nil {
		t.Fatalf("%v", err)
	}
	job := jobs["ctxlint"]
	if len(job.Script) == 0 {
		t.Fatalf("no script")
	}
	return installs.ReplaceAllString(strings.Join(append(job.Before, job.Script...), "\n"), "true")
}

// gitlabJob runs the lines of the job in a GitLab template: gitlab STATUS FILE.
func gitlabJob(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: gitlab STATUS FILE")
	}
	runShell(ts, args[0], gitlabScript(ts, []byte(ts.ReadFile(args[1]))))
}

// precommitConfig writes a configuration of the pre-commit framework that runs the
// hook of .pre-commit-hooks.yaml with the program at hand: precommit-config FILE.
func precommitConfig(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: precommit-config FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(".pre-commit-config.yaml"), localHooks(ts, []byte(ts.ReadFile(args[0]))), 0o666))
}

// failer is a test of either kind.
type failer interface {
	Fatalf(format string, args ...any)
}

// localHooks is a configuration with the hooks of a repository, run from the path
// instead of built.
func localHooks(t failer, published []byte) []byte {
	var hooks []map[string]any
	if err := yaml.Unmarshal(published, &hooks); err != nil {
		t.Fatalf("%v", err)
	}
	for _, h := range hooks {
		if h["language"] != "golang" {
			t.Fatalf("language %v", h["language"])
		}
		h["language"] = "system"
	}
	text, err := yaml.Marshal(map[string]any{"repos": []any{map[string]any{"repo": "local", "hooks": hooks}}})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return text
}

// ciScripts are what the action and the GitLab job run, with the inputs' defaults.
func ciScripts(t failer) (action, gitlab string) {
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(repository(), name))
		if err != nil {
			t.Fatalf("%v", err)
		}
		return data
	}
	a := parseAction(t, read("action.yml"))
	var script strings.Builder
	for name, value := range a.env(t, nil) {
		fmt.Fprintf(&script, "export %s=%q\n", name, value)
	}
	script.WriteString("set -eo pipefail\n" + a.last().Run)
	return script.String(), gitlabScript(t, read("ci/gitlab.yml"))
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
