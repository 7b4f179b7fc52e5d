package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	if args[2] == "" {
		section, ok = text, true // what stands above the sections
	}
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
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	Name, ID, Run, Shell, Uses, If string
	Env                            map[string]string
}

var pinnedUse = regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`)

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
		if s.Uses != "" && !pinnedUse.MatchString(s.Uses) {
			t.Fatalf("%s: want an action by its commit", s.Uses)
		}
	}
	return a
}

// last is the step that checks the change.
func (a *actionFile) last() *actionStep { return &a.Runs.Steps[len(a.Runs.Steps)-1] }

// env is the environment of a step: the inputs as they are given, or their defaults,
// and what the runner knows.
func (a *actionFile) env(t failer, s *actionStep, given, runner map[string]string) map[string]string {
	for name := range given {
		if _, ok := a.Inputs[name]; !ok {
			t.Fatalf("no input %s", name)
		}
	}
	env := map[string]string{}
	for name, expr := range s.Env {
		word := strings.TrimSuffix(strings.TrimPrefix(expr, "${{ "), " }}")
		value, ok := runner[word]
		if input, isInput := strings.CutPrefix(word, "inputs."); isInput {
			var in struct{ Default string }
			if in, ok = a.Inputs[input]; ok {
				value = in.Default
			}
			if v, isGiven := given[input]; isGiven {
				value = v
			}
		}
		if !ok {
			t.Fatalf("%s: %s means nothing", name, expr)
		}
		env[name] = value
	}
	return env
}

// githubAction runs action.yml step by step, as GitHub does: inputs reach a step as its
// env says, a step is left out if its condition says so, and what steps write to
// GITHUB_OUTPUT are their outputs. The outputs of the action are in outputs.txt, the
// summary in summary.md, in the directory of the runner. Actions of others are not
// run. action STATUS FILE [INPUT=VALUE...].
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
	temp := ts.Getenv("RUNNER_TEMP")
	runner := map[string]string{"github.action_ref": ts.Getenv("ACTION_REF"), "github.action_path": ts.Getenv("REPO"), "github.event.before": ts.Getenv("EVENT_BEFORE")}
	outputs := map[string]string{}
	ts.Setenv("GITHUB_STEP_SUMMARY", filepath.Join(temp, "summary.md"))
	_ = os.Remove(filepath.Join(temp, "summary.md"))
	for i := range a.Runs.Steps {
		s := &a.Runs.Steps[i]
		if s.Run == "" || !a.wanted(ts, s, outputs) {
			continue
		}
		for name, value := range a.env(ts, s, given, runner) {
			ts.Setenv(name, value)
		}
		file := filepath.Join(temp, fmt.Sprintf("output%d", i))
		ts.Check(os.WriteFile(file, nil, 0o666))
		ts.Setenv("GITHUB_OUTPUT", file)
		want := "0"
		if s == a.last() {
			want = args[0]
		}
		runShell(ts, want, s.Run)
		for line := range strings.Lines(ts.ReadFile(file)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			outputs["steps."+s.ID+".outputs."+name] = value
		}
	}
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a.Outputs)) {
		word := strings.TrimSuffix(strings.TrimPrefix(a.Outputs[name].Value, "${{ "), " }}")
		fmt.Fprintf(&all, "%s=%s\n", name, outputs[word])
	}
	ts.Check(os.WriteFile(filepath.Join(temp, "outputs.txt"), []byte(all.String()), 0o666))
}

// wanted evaluates the condition of a step: X == 'word'.
func (a *actionFile) wanted(t failer, s *actionStep, outputs map[string]string) bool {
	if s.If == "" {
		return true
	}
	word, value, ok := strings.Cut(s.If, " == ")
	if !ok {
		t.Fatalf("step %q: if: %s", s.Name, s.If)
	}
	return outputs[word] == strings.Trim(value, "'")
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
	if len(job.Script) == 0 || !strings.Contains(strings.Join(job.Before, "\n"), "sh /tmp/install.sh \"$CTXLINT_VERSION\"") {
		t.Fatalf("no script, or it installs nothing")
	}
	return strings.Join(job.Script, "\n")
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
	for name, value := range a.env(t, a.last(), nil, map[string]string{"github.event.before": ""}) {
		fmt.Fprintf(&script, "export %s=%q\n", name, value)
	}
	script.WriteString("export GITHUB_OUTPUT=$W/output GITHUB_STEP_SUMMARY=$W/summary\n")
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
