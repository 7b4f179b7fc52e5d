package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// yamlBlocks are the yaml blocks of a page below docs, in their order.
func yamlBlocks(t *testing.T, page string) []string {
	text, err := os.ReadFile(filepath.Join(repository(), "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, b := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		blocks = append(blocks, b[1])
	}
	return blocks
}

// TestFleetPages runs what docs/fleet.md tells GitHub, GitLab and Kubernetes to run: the
// parts with the environment that each of them makes, then the merge.
func TestFleetPages(t *testing.T) {
	blocks := yamlBlocks(t, "fleet.md")
	if len(blocks) != 3 {
		t.Fatalf("%d yaml blocks in docs/fleet.md", len(blocks))
	}
	want, _, _ := program(t, shardTreeRead(t), "check", "--format", "github")

	var github struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix struct{ Part []int } }
			Steps    []struct{ Uses, Run string }
		}
	}
	decode(t, blocks[0], &github)
	tree := shardTreeRead(t)
	for _, part := range github.Jobs["part"].Strategy.Matrix.Part {
		for _, s := range github.Jobs["part"].Steps {
			if s.Uses != "" && !pinnedUse.MatchString(s.Uses) {
				t.Errorf("%s: want an action by its commit", s.Uses)
			}
			shell(t, tree, strings.ReplaceAll(s.Run, "${{ matrix.part }}", fmt.Sprint(part)), 0)
		}
	}
	got := ""
	for _, s := range github.Jobs["merge"].Steps {
		got += shell(t, tree, s.Run, 1)
	}
	if got != want || want == "" {
		t.Errorf("GitHub:\n%s\nwant\n%s", got, want)
	}

	var gitlab map[string]struct {
		Parallel int
		Script   []string
	}
	decode(t, blocks[1], &gitlab)
	tree = shardTreeRead(t)
	n := gitlab["part"].Parallel
	for i := 1; i <= n; i++ {
		shell(t, tree, strings.Join(gitlab["part"].Script, "\n"), 0, fmt.Sprintf("CI_NODE_INDEX=%d", i), fmt.Sprintf("CI_NODE_TOTAL=%d", n))
	}
	shell(t, tree, strings.Join(gitlab["merge"].Script, "\n"), 1)
	report, err := os.ReadFile(filepath.Join(tree, "gl-code-quality-report.json"))
	if whole, _, _ := program(t, tree, "check", "--format", "gitlab"); err != nil || string(report) != whole {
		t.Errorf("GitLab: %v\n%s\nwant\n%s", err, report, whole)
	}

	var job struct {
		Spec struct {
			Completions    int
			CompletionMode string `yaml:"completionMode"`
			Template       struct {
				Spec struct {
					Containers []struct{ Command, Args []string }
				}
			}
		}
	}
	decode(t, blocks[2], &job)
	tree = shardTreeRead(t)
	c := job.Spec.Template.Spec.Containers[0]
	if job.Spec.CompletionMode != "Indexed" || strings.Join(c.Command, " ") != "sh -c" || len(c.Args) != 1 {
		t.Fatalf("%+v", job)
	}
	for i := range job.Spec.Completions {
		shell(t, tree, strings.ReplaceAll(c.Args[0], "/parts/", "./parts-"), 0, fmt.Sprintf("JOB_COMPLETION_INDEX=%d", i))
	}
	if got := shell(t, tree, "ctxlint merge --format github parts-*.json", 1); got != want {
		t.Errorf("Kubernetes:\n%s\nwant\n%s", got, want)
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
}

// shardTreeRead is shardTree of which all can be read.
func shardTreeRead(t *testing.T) string {
	tree := shardTree(t)
	_ = os.Remove(filepath.Join(tree, "drv/bad.c"))
	_ = os.Remove(filepath.Join(tree, ".ctxlint.yaml"))
	return tree
}

// shell runs lines as a runner does, with the program at hand.
func shell(t *testing.T, dir, script string, want int, env ...string) string {
	t.Helper()
	if installs.MatchString(script) || script == "" {
		return ""
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "ctxlint")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("bash", "-e", "-c", script)
	c.Dir = dir
	c.Env = append(append(os.Environ(), asProgram+"=1", "CTXLINT_CACHE="+filepath.Join(dir, ".cache"), "NO_COLOR=1", "PATH="+bin+":"+pathWithout("ctxlint")), env...)
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if status, ok := exitCode(err); (err != nil && !ok) || status != want {
		t.Errorf("status %d, want %d, of:\n%s\n%s", status, want, script, errs.String())
	}
	return string(out)
}

// TestCIPages holds the yaml blocks of docs/ci.md against what they name: the hook, the
// action with its inputs, the template; and says what each job may do.
func TestCIPages(t *testing.T) {
	blocks := yamlBlocks(t, "ci.md")
	if len(blocks) != 4 {
		t.Fatalf("%d yaml blocks in docs/ci.md", len(blocks))
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(repository(), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var config struct {
		Repos []struct {
			Repo  string
			Hooks []struct{ ID string }
		}
	}
	var published []struct{ ID string }
	decode(t, blocks[0], &config)
	decode(t, string(read(".pre-commit-hooks.yaml")), &published)
	if len(config.Repos) != 1 || len(config.Repos[0].Hooks) != 1 || len(published) != 1 || config.Repos[0].Hooks[0].ID != published[0].ID {
		t.Errorf("pre-commit: %+v, published %+v", config, published)
	}

	action := parseAction(t, read("action.yml"))
	for i, want := range []string{"contents: read", "contents: read, security-events: write"} {
		var flow struct {
			On          string
			Permissions map[string]string
			Jobs        map[string]struct {
				Steps []struct {
					Uses, If string
					With     map[string]any
				}
			}
		}
		decode(t, blocks[i+1], &flow)
		var may []string
		for _, what := range []string{"contents", "security-events"} {
			if flow.Permissions[what] != "" {
				may = append(may, what+": "+flow.Permissions[what])
			}
		}
		if flow.On != "pull_request" || strings.Join(may, ", ") != want || len(may) != len(flow.Permissions) {
			t.Errorf("workflow %d is for %q and may %v", i+1, flow.On, flow.Permissions)
		}
		checked := false
		for _, s := range flow.Jobs["ctxlint"].Steps {
			name, version, _ := strings.Cut(s.Uses, "@")
			switch {
			case name == "ctxlint/ctxlint":
				checked = true
				given := map[string]string{}
				for input, value := range s.With {
					given[input] = fmt.Sprint(value)
				}
				action.env(t, action.last(), given, map[string]string{"github.event.before": ""})
				if !regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(version) {
					t.Errorf("%s: want a release", s.Uses)
				}
			case !pinnedUse.MatchString(s.Uses) && !strings.HasPrefix(s.Uses, "github/codeql-action/upload-sarif@"):
				t.Errorf("%s: want an action by its commit", s.Uses)
			case checked && s.If != "${{ !cancelled() }}":
				t.Errorf("%s: would be left out after a finding", s.Uses)
			}
		}
		if !checked {
			t.Errorf("workflow %d does not check", i+1)
		}
	}

	var include struct{ Include []struct{ Remote string } }
	decode(t, blocks[3], &include)
	const ours = "https://raw.githubusercontent.com/ctxlint/ctxlint/main/"
	if len(include.Include) != 1 || !strings.HasPrefix(include.Include[0].Remote, ours) {
		t.Fatalf("%+v", include)
	}
	gitlabScript(t, read(strings.TrimPrefix(include.Include[0].Remote, ours)))
}
