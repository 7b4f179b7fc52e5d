package gitcmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Index stands for the index in place of a commit.
const Index = "--cached"

// diffOptions make a diff what the parser expects, whatever is configured.
var diffOptions = []string{
	"--patch", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index",
	"--find-renames", "--unified=3", "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short",
}

// Diff is the patch from one tree to another, to the index, or, with to empty,
// to the work tree. Names in it are relative to the root; what lies elsewhere is
// left out. paths restricts it to some files.
func (r *Repo) Diff(ctx context.Context, from, to string, paths ...string) ([]byte, error) {
	args := append([]string{"diff"}, diffOptions...)
	args = append(args, r.relative())
	args = append(args, sides(from, to)...)
	return r.Run(ctx, append(append(args, "--"), literal(paths)...)...)
}

// relative makes git print names relative to the root.
func (r *Repo) relative() string {
	if r.Prefix == "" {
		return "--no-relative"
	}
	return "--relative=" + r.Prefix
}

func sides(from, to string) []string {
	switch to {
	case "":
		return []string{from}
	case Index:
		return []string{"--cached", from}
	}
	return []string{from, to}
}

// literal keeps git from taking names for patterns.
func literal(paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = ":(top,literal)" + p
	}
	return out
}

// sources are the files that a program is made of.
var sources = []string{":(top,glob)**/*.c", ":(top,glob)**/*.h"}

// Names lists the files that differ between two trees, as Diff does, relative to
// the top of the work tree.
func (r *Repo) Names(ctx context.Context, from, to string) ([]string, error) {
	args := append([]string{"diff", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff"}, sides(from, to)...)
	out, err := r.Run(ctx, append(args, "--")...)
	return split(out), err
}

// Entry is a file of a commit or the index that differs in the work tree.
type Entry struct {
	Name string // relative to the root
	Blob string // "": it does not exist there
}

// Differing lists the C files that the work tree has otherwise than from, a
// commit or the index. Files that git does not know are not among them.
func (r *Repo) Differing(ctx context.Context, from string) ([]Entry, error) {
	args := []string{"diff-index", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=all", from}
	if from == Index {
		args = []string{"diff-files", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=all"}
	}
	out, err := r.Run(ctx, append(append(args, "--"), sources...)...)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	fields := split(out)
	for i := 0; i+1 < len(fields); i += 2 {
		// :100644 100644 old new M
		raw := strings.Fields(strings.TrimPrefix(fields[i], ":"))
		if len(raw) < 5 {
			return nil, fmt.Errorf("git diff: cannot read %q", fields[i])
		}
		name, inside := strings.CutPrefix(fields[i+1], r.Prefix)
		if !inside || raw[0] == "120000" || raw[0] == "160000" {
			continue
		}
		e := Entry{Name: name}
		if raw[0] != "000000" {
			e.Blob = raw[2]
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Untracked lists the C files that git neither knows nor ignores.
func (r *Repo) Untracked(ctx context.Context) ([]string, error) {
	args := []string{"ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--"}
	out, err := r.Run(ctx, append(args, sources...)...)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range split(out) {
		if rel, inside := strings.CutPrefix(name, r.Prefix); inside {
			names = append(names, rel)
		}
	}
	return names, nil
}

// Blob is the object name of a file in a commit or the index, "" if it is not there. The name
// is relative to the top.
func (r *Repo) Blob(ctx context.Context, commit, name string) string {
	if commit == Index {
		commit = ""
	}
	blob, err := r.word(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", commit+":"+name)
	if err != nil {
		return ""
	}
	return blob
}

// Contents reads files of a commit, or of the index (""), by their names relative
// to the top. What is not there is left out.
func (r *Repo) Contents(ctx context.Context, commit string, names []string) (map[string][]byte, error) {
	if commit == Index {
		commit = ""
	}
	var ask strings.Builder
	for _, name := range names {
		if strings.ContainsRune(name, '\n') {
			return nil, fmt.Errorf("%q: a name with a line break", name)
		}
		fmt.Fprintf(&ask, "%s:%s\n", commit, name)
	}
	out, err := r.run(ctx, []byte(ask.String()), "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	contents := map[string][]byte{}
	for _, name := range names {
		head, rest, ok := bytes.Cut(out, []byte("\n"))
		out = rest
		fields := strings.Fields(string(head))
		if !ok {
			return nil, fmt.Errorf("git cat-file: it says nothing about %s", name)
		}
		if fields[len(fields)-1] == "missing" {
			continue
		}
		size, err := strconv.Atoi(fields[len(fields)-1])
		if err != nil || size < 0 || size+1 > len(rest) {
			return nil, fmt.Errorf("git cat-file: %s", head)
		}
		if fields[len(fields)-2] == "blob" {
			contents[name] = rest[:size]
		}
		out = rest[size+1:]
	}
	return contents, nil
}

// MaxBlobs bounds the text of the files in which the work tree differs from
// what is to be checked.
const MaxBlobs = 512 << 20

// Blobs reads the contents of objects, in one call.
func (r *Repo) Blobs(ctx context.Context, names []string) (map[string][]byte, error) {
	contents := map[string][]byte{}
	if len(names) == 0 {
		return contents, nil
	}
	ask := []byte(strings.Join(names, "\n") + "\n")
	if err := r.measure(ctx, ask); err != nil {
		return nil, err
	}
	out, err := r.run(ctx, ask, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		head, rest, ok := bytes.Cut(out, []byte("\n"))
		fields := strings.Fields(string(head))
		if !ok || len(fields) < 3 {
			return nil, fmt.Errorf("git cat-file: %s", head)
		}
		size, err := strconv.Atoi(fields[2])
		if err != nil || size < 0 || size+1 > len(rest) {
			return nil, fmt.Errorf("git cat-file: %s", head)
		}
		contents[name] = rest[:size]
		out = rest[size+1:]
	}
	return contents, nil
}

// measure refuses to read more than fits: a range far from what is checked out.
func (r *Repo) measure(ctx context.Context, ask []byte) error {
	out, err := r.run(ctx, ask, "cat-file", "--batch-check=%(objectsize)")
	if err != nil {
		return err
	}
	total := 0
	for _, word := range strings.Fields(string(out)) {
		n, _ := strconv.Atoi(word) // a missing object is reported when it is read
		total += n
	}
	if total > MaxBlobs {
		return errors.New("the work tree differs too much from the revision; check out a nearer one, for instance in `git worktree add`")
	}
	return nil
}

func split(out []byte) []string {
	s := strings.TrimSuffix(string(out), "\x00")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x00")
}
