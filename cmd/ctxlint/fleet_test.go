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
