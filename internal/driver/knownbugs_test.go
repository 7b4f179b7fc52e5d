package driver

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// knownBug is a bug that Linux had, as edits that re-create it.
type knownBug struct {
	ID, Tree, File, Func string
	Chain                []string
	Sed                  []struct{ Old, New, File string }
}

// fewBugs are those that TestKnownBugs tries unless CTXLINT_BUGS names others,
// or says all: each lies in a small directory.
var fewBugs = []string{"atmel-ssc-shutdown", "uio-dmem-irqcontrol", "ivtv-yuv-init", "mixart-nonatomic"}

// TestKnownBugs judges, for real bugs in real kernel trees, two commits of a git
// repository of the tree: one re-creates the bug, the other mends it. The first
// must yield a finding that passes through the bug, the second must yield none and
// be reported as mending it, and as a whole nothing may be new.
//
// It runs where CTXLINT_KERNEL_61 and CTXLINT_KERNEL_612 name the trees, and
// CTXLINT_KNOWN_BUGS the list. The repositories are made beside the trees, which
// are not touched: in CTXLINT_KERNEL_REPOS, if that names a directory, where the
// next run finds them.
func TestKnownBugs(t *testing.T) {
	trees := map[string]string{"6.1": os.Getenv("CTXLINT_KERNEL_61"), "6.12": os.Getenv("CTXLINT_KERNEL_612")}
	list := os.Getenv("CTXLINT_KNOWN_BUGS")
	if list == "" || trees["6.1"] == "" && trees["6.12"] == "" {
		t.Log("CTXLINT_KERNEL_61, CTXLINT_KERNEL_612 and CTXLINT_KNOWN_BUGS are not set: nothing to do")
		return
	}
	wanted := fewBugs
	if v := os.Getenv("CTXLINT_BUGS"); v != "" {
		wanted = strings.Split(v, ",")
	}
	repos, cache := os.Getenv("CTXLINT_KERNEL_REPOS"), t.TempDir()
	if repos == "" {
		repos = t.TempDir()
	}
	tried, found := 0, 0
	for _, bug := range readBugs(t, list) {
		tree := trees[bug.Tree]
		if tree == "" || !slices.Contains(wanted, bug.ID) && wanted[0] != "all" {
			continue
		}
		tried++
		start := time.Now()
		repo := kernelRepo(t, filepath.Join(repos, bug.Tree+".git"), tree)
		if err := judgeBug(t, repo, cache, bug); err != nil {
			t.Logf("MISSED %s: %v (%.1f s)", bug.ID, err, time.Since(start).Seconds())
			continue
		}
		t.Logf("found  %s (%.1f s)", bug.ID, time.Since(start).Seconds())
		found++
	}
	t.Logf("%d of %d bugs found, and seen to be mended", found, tried)
	if tried == 0 || found*100 < tried*80 {
		t.Errorf("%d of %d bugs found: want 80 %%", found, tried)
	}
}

func readBugs(t *testing.T, name string) []knownBug {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var bugs []knownBug
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var b knownBug
		if err := json.Unmarshal(lines.Bytes(), &b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		bugs = append(bugs, b)
	}
	return bugs
}

func judgeBug(t *testing.T, repo *testRepo, cache string, bug knownBug) error {
	t.Helper()
	breaks, err := repo.commit("HEAD", "breaks", bug.files(repo.tree))
	if err != nil {
		return err
	}
	mends, err := repo.commit(breaks, "mends", bug.originals(repo.tree))
	if err != nil {
		return err
	}
	res, err := Patch(context.Background(), PatchOptions{
		Options: Options{Root: repo.tree, Cache: cache}, Args: []string{"HEAD.." + mends}, Commits: true,
	})
	if err != nil {
		return err
	}
	if len(res.Patches) != 2 {
		return fmt.Errorf("%d patches, want 2", len(res.Patches))
	}
	broke, mended := res.Patches[0], res.Patches[1]
	i := slices.IndexFunc(broke.New, bug.touches)
	switch {
	case i < 0:
		return fmt.Errorf("the patch that re-creates it: %d findings, none of it", len(broke.New))
	case broke.New[i].Place.File == "" || broke.New[i].Place.Line == 0:
		return errors.New("the finding has no place in the patch")
	case broke.New[i].FixedBy != 2:
		return errors.New("the patch that mends it is not said to")
	case len(mended.New) > 0 || len(res.New) > 0:
		return fmt.Errorf("the patch that mends it: %d findings, %d in all", len(mended.New), len(res.New))
	case !slices.ContainsFunc(mended.Fixed, bug.touches):
		return errors.New("nothing is said to be mended")
	}
	return nil
}

// touches says whether a finding passes through the bug.
func (b knownBug) touches(n News) bool {
	names := map[string]bool{n.Finding.Function: true}
	for _, s := range n.Finding.Steps {
		names[s.Function] = true
	}
	if b.Func == "" {
		return n.Finding.File == b.File
	}
	for f := range strings.SplitSeq(strings.ReplaceAll(b.Func, "/", ","), ",") {
		if names[strings.TrimSpace(f)] {
			return true
		}
	}
	onChain := 0
	for _, c := range b.Chain {
		if f, _, _ := strings.Cut(c, " "); names[f] {
			onChain++
		}
	}
	return onChain >= 2 || n.Finding.File == b.File
}

// files are the texts that re-create the bug.
func (b knownBug) files(tree string) map[string]string {
	texts := b.originals(tree)
	for _, e := range b.Sed {
		name := cmp.Or(e.File, b.File)
		texts[name] = strings.Replace(texts[name], e.Old, e.New, 1)
	}
	return texts
}

// originals are the texts of the tree; a file that cannot be read is empty.
func (b knownBug) originals(tree string) map[string]string {
	texts := map[string]string{}
	for _, e := range b.Sed {
		name := cmp.Or(e.File, b.File)
		data, _ := os.ReadFile(filepath.Join(tree, name))
		texts[name] = string(data)
	}
	return texts
}

// testRepo is a git repository beside the tree that it tracks.
type testRepo struct {
	t         *testing.T
	dir, tree string
}

// kernelRepo makes the repository of a tree, unless it is there, and has git use
// it until the end of the test.
func kernelRepo(t *testing.T, dir, tree string) *testRepo {
	t.Helper()
	r := &testRepo{t: t, dir: dir, tree: tree}
	t.Setenv("GIT_DIR", dir)
	t.Setenv("GIT_WORK_TREE", tree)
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "Jane Doe")
		t.Setenv("GIT_"+who+"_EMAIL", "jane@example.org")
	}
	if _, err := r.git("", nil, "rev-parse", "--verify", "--quiet", "HEAD"); err == nil {
		return r
	}
	for _, args := range [][]string{
		{"-c", "core.bare=false", "init", "-q"},
		{"-c", "core.compression=1", "add", "--all", "--force"}, // a package's .gitignore ignores everything
		{"commit", "-q", "-m", "the tree"},
	} {
		if _, err := r.git("", nil, args...); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// commit writes a commit that gives files other texts. The work tree and the
// index of the repository stay as they are.
func (r *testRepo) commit(parent, message string, files map[string]string) (string, error) {
	index := filepath.Join(r.t.TempDir(), "index")
	if _, err := r.git(index, nil, "read-tree", parent); err != nil {
		return "", err
	}
	for name, text := range files {
		blob, err := r.git(index, []byte(text), "hash-object", "-w", "--stdin")
		if err != nil {
			return "", err
		}
		if _, err := r.git(index, nil, "update-index", "--cacheinfo", "100644,"+blob+","+name); err != nil {
			return "", err
		}
	}
	tree, err := r.git(index, nil, "write-tree")
	if err != nil {
		return "", err
	}
	return r.git(index, nil, "commit-tree", "-p", parent, "-m", message, tree)
}

func (r *testRepo) git(index string, stdin []byte, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = r.tree, os.Environ(), bytes.NewReader(stdin)
	if index != "" {
		cmd.Env = append(cmd.Env, "GIT_INDEX_FILE="+index)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, out)
	}
	return strings.TrimSpace(string(out)), nil
}
