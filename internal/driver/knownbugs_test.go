package driver

import (
	"bufio"
	"bytes"
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

// TestKnownBugs judges, for real bugs in real kernel trees, a series of two
// patches: one re-creates the bug, the other mends it. The first must yield a
// finding that passes through the bug, the second must be reported as mending
// it, and as a whole nothing may be new.
//
// It runs where CTXLINT_KERNEL_61 and CTXLINT_KERNEL_612 name the trees, and
// CTXLINT_KNOWN_BUGS the list.
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
	tried, found := 0, 0
	for _, bug := range readBugs(t, list) {
		tree := trees[bug.Tree]
		if tree == "" || !slices.Contains(wanted, bug.ID) && wanted[0] != "all" {
			continue
		}
		tried++
		if err := judgeBug(t, tree, bug); err != nil {
			t.Logf("%s: %v", bug.ID, err)
			continue
		}
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

func judgeBug(t *testing.T, tree string, bug knownBug) error {
	t.Helper()
	breaks, mends, err := bug.patches(t.TempDir(), tree)
	if err != nil {
		return err
	}
	res, err := Patch(context.Background(), PatchOptions{Options: Options{Root: tree}, Args: []string{breaks, mends}})
	if err != nil {
		return err
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

// patches writes the patch that re-creates the bug, and the one back.
func (b knownBug) patches(dir, tree string) (breaks, mends string, err error) {
	texts := map[string]string{}
	for _, e := range b.Sed {
		name := e.File
		if name == "" {
			name = b.File
		}
		if _, ok := texts[name]; !ok {
			data, err := os.ReadFile(filepath.Join(tree, name))
			if err != nil {
				return "", "", err
			}
			texts[name] = string(data)
			if err := writeFile(filepath.Join(dir, "a", name), string(data)); err != nil {
				return "", "", err
			}
		}
		texts[name] = strings.Replace(texts[name], e.Old, e.New, 1)
	}
	for name, text := range texts {
		if err := writeFile(filepath.Join(dir, "b", name), text); err != nil {
			return "", "", err
		}
	}
	breaks, mends = filepath.Join(dir, "1.patch"), filepath.Join(dir, "2.patch")
	if err := diffDirs(dir, "a", "b", breaks); err != nil {
		return "", "", err
	}
	// The way back has the directories the other way round: -R keeps the names.
	return breaks, mends, diffDirs(dir, "a", "b", mends, "-R")
}

func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o666)
}

// diffDirs compares directories with git, which ends with 1 if they differ.
func diffDirs(dir, from, to, out string, more ...string) error {
	cmd := exec.Command("git", append(append([]string{"diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff"}, more...), from, to)...)
	cmd.Dir = dir
	diff, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return err
	}
	return os.WriteFile(out, diff, 0o666)
}
