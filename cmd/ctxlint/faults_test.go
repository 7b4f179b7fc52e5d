package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The table of docs/ci.md says what each way of running the program does in each
// case. Here every cell is run: the status is the one in the cell, and what the
// table says below is printed.

// way is how a machine runs the program: a script, in a repository whose branch
// topic is checked out.
type way struct{ name, needs, script string }

var ways = []way{
	{"`ctxlint check`", "", `ctxlint check $TIMEOUT drv`},
	{"`ctxlint patch` of a range", "", `ctxlint patch $TIMEOUT main..topic`},
	{"`ctxlint patch` of files", "", `ctxlint patch --base main $TIMEOUT "$W/change.patch"`},
	{"git hook", "", `git reset -q --soft main && $KILL git commit --allow-empty -m x`},
	{"pre-commit", "pre-commit", `$KILL pre-commit run --from-ref main --to-ref topic`},
	{"kernel build", "make", `$KILL make -s C=1 CHECK="ctxlint kbuild"`},
	{"GitHub action", "", `GITHUB_EVENT_NAME=pull_request RUNNER_TEMP=$W/runner $KILL bash "$W/action.sh"`},
	{"GitLab job", "", `CI_MERGE_REQUEST_DIFF_BASE_SHA=main $KILL bash -e "$W/gitlab.sh"`},
	{"`b4 review`", "", `ctxlint patch --format b4 --base main $TIMEOUT - <"$W/change.patch"`},
	{"NIPA", "", `DESC_FD=2 $KILL "$REPO/ci/nipa/ctxlint/ctxlint.sh"`},
}

// fault is what goes wrong before a way is run.
type fault struct{ name, script string }

var faults = []fault{
	{"nothing new", `git reset -q --hard main; sed -i s/msleep/udelay/ drv/k.c; sed -i s/udelay/ndelay/ drv/a.c; git commit -q --no-verify -a -m nothing; printf 'From: a@b.c\nSubject: x\n\n---\n--- /dev/null\n+++ b/drv/z.txt\n@@ -0,0 +1 @@\n+text\n' >"$W/change.patch"`},
	{"a finding", `:`},
	{"no ctxlint", `sed -i 's/^ctxlint=.*/ctxlint=gone/' .git/hooks/pre-commit; rm -f "$W/bin/ctxlint" "$W/runner/ctxlint/ctxlint"`},
	{"bad configuration", `git checkout -q main; echo nonsense: true >.ctxlint.yaml; git add .; git commit -q --no-verify -m bad; git checkout -q topic; git rebase -q main`},
	{"unreadable file", `git checkout -q main; printf 'int a;\0' >drv/bin.c; git add .; git commit -q --no-verify -m bin; git checkout -q topic; git rebase -q main; cp drv/bin.c drv/k.c`},
	{"crash", `export CTXLINT_TEST_FAULT=crash`},
	{"no history", `cd "$W"; git clone -q --depth 1 --branch topic "file://$PWD/repo" shallow; cp repo/.pre-commit-config.yaml shallow; cd shallow`},
	{"does not apply", `sed -i s/udelay/ndelay/ "$W/change.patch"`},
	{"time-out", `export TIMEOUT=--timeout=1ns KILL="timeout 0.4" CTXLINT_TEST_FAULT=hang`},
	{"full disk", `ln -s /dev/full gl-code-quality-report.json`},
}

const faultSetup = `
set -e
mkdir -p bin runner/ctxlint repo/drv repo/include/linux
ln -s "$CTXLINT" bin/ctxlint
ln -s "$CTXLINT" runner/ctxlint/ctxlint
cd repo
git init -q -b main .
touch Kconfig include/linux/x.h
printf 'VERSION = 6\nPATCHLEVEL = 12\nall: drv/k.c\n\t$(if $(C),$(CHECK) -Iinclude $<)\n' >Makefile
printf 'static DEFINE_SPINLOCK(lock);\n\nvoid poll(void)\n{\n\tspin_lock(&lock);\n\tudelay(10);\n\tspin_unlock(&lock);\n}\n' >drv/a.c
git add .
git commit -q -m one
git checkout -q -b topic
sed -i s/udelay/msleep/ drv/a.c
git commit -q -a -m 'a: wait'
git format-patch -q --stdout main >"$W/change.patch"
cp drv/a.c drv/k.c
sed -i s/poll/poll_k/ drv/k.c
echo drv/k.c >.git/info/exclude
ctxlint hook install 2>/dev/null
`

func TestFaultTable(t *testing.T) {
	for _, tool := range []string{"git", "bash", "timeout"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	cells, printed := readFaultTable(t)
	for _, w := range ways {
		if _, err := exec.LookPath(w.needs); w.needs != "" && err != nil {
			t.Logf("%s is not installed: its row is not run", w.needs)
			continue
		}
		for _, f := range faults {
			want, ok := cells[[2]string{w.name, f.name}]
			if !ok {
				t.Errorf("docs/ci.md has no cell for %s, %s", w.name, f.name)
			}
			if want == "–" {
				continue
			}
			t.Run(w.name+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				out, status := runFault(t, w, f)
				if fmt.Sprint(status) != want {
					t.Errorf("status %d, docs/ci.md says %s:\n%s", status, want, out)
				}
				// What cannot be written cannot be read either.
				text := printed[f.name]
				if own, ok := printed[f.name+", "+w.name]; ok {
					text = own
				}
				if f.name != "full disk" && !strings.Contains(out, text) {
					t.Errorf("does not print %q, but:\n%s", text, out)
				}
			})
		}
	}
}

// runFault makes a repository, lets something go wrong, and runs the program in it.
func runFault(t *testing.T, w way, f fault) (string, int) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	action, gitlab := ciScripts(t)
	files := map[string]string{
		"action.sh": action, "gitlab.sh": gitlab,
		"gitconfig": "[user]\n\tname = Jane Doe\n\temail = jane@example.org\n[commit]\n\tgpgsign = false\n[protocol \"file\"]\n\tallow = always\n",
		"setup.sh":  faultSetup,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	env := append(os.Environ(), "W="+dir, "REPO="+repository(), "HOME="+dir, "GIT_CONFIG_GLOBAL="+dir+"/gitconfig",
		"CTXLINT="+self, asProgram+"=1", "CTXLINT_CACHE="+dir+"/cache", "PRE_COMMIT_HOME="+dir+"/pre-commit", "PRE_COMMIT_COLOR=never",
		"NO_COLOR=1", "PATH="+dir+"/bin:"+pathWithout("ctxlint"))
	run := func(script string) ([]byte, error) {
		c := exec.Command("bash", "-c", script)
		c.Dir, c.Env, c.WaitDelay = dir, env, 20*time.Second
		return c.CombinedOutput()
	}
	if out, err := run(". ./setup.sh"); err != nil {
		t.Fatalf("set-up: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(repository(), ".pre-commit-hooks.yaml"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "repo", ".pre-commit-config.yaml"), localHooks(t, text), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	redirect := ""
	if f.name == "full disk" {
		redirect = " >/dev/full 2>/dev/full"
	}
	out, err := run("cd repo && " + f.script + "\n{ " + w.script + "\n}" + redirect + "\nstatus=$?; [ -L gl-code-quality-report.json ] || cat gl-code-quality-report.json 2>/dev/null; exit $status")
	if err == nil {
		return string(out), 0
	}
	status, ok := exitCode(err)
	if !ok {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out), status
}

// pathWithout is the search path without directories that hold a program.
func pathWithout(program string) string {
	return strings.Join(slices.DeleteFunc(filepath.SplitList(os.Getenv("PATH")), func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, program))
		return err == nil
	}), string(filepath.ListSeparator))
}

// readFaultTable reads the two tables of docs/ci.md: the status of each way in each
// case, and what is printed in each case.
func readFaultTable(t *testing.T) (cells map[[2]string]string, printed map[string]string) {
	text, err := os.ReadFile(filepath.Join(repository(), "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## When something goes wrong\n")
	section, _, _ = strings.Cut(section, "\n## ")
	cells, printed = map[[2]string]string{}, map[string]string{}
	var columns []string
	for line := range strings.Lines(section) {
		row := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		switch {
		case len(row) < 2 || strings.HasPrefix(row[0], "--"):
		case row[0] == "":
			columns = row
		case len(row) == len(columns) && len(columns) > 2:
			for i := 1; i < len(row); i++ {
				cells[[2]string{row[0], columns[i]}] = row[i]
			}
		case len(row) == 2:
			if text, ok := strings.CutPrefix(row[1], "`"); ok { // else it is said in prose that nothing is
				printed[row[0]] = strings.TrimSuffix(text, "`")
			}
		}
	}
	for key := range cells {
		if !slices.ContainsFunc(ways, func(w way) bool { return w.name == key[0] }) || !slices.ContainsFunc(faults, func(f fault) bool { return f.name == key[1] }) {
			t.Errorf("docs/ci.md has a cell that is not tested: %v", key)
		}
	}
	return cells, printed
}
