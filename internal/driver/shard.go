package driver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// A check can be divided by modules among machines that have the same tree. What each
// of them finds, before rules, confidence, baseline and comments have their say, is a
// part; a merge makes of all parts what one run would have made of the tree, by the
// same way, so that it is the same to the byte.

// Part is what one of several machines has found.
type Part struct {
	Format  string        `json:"format"` // partFormat
	Build   string        `json:"build"`  // of the program
	Shard   cdriver.Shard `json:"shard"`
	Asked   partOptions   `json:"asked"`
	Files   string        `json:"files"` // a sum of the names of the checked files
	Texts   []partText    `json:"texts"` // of the files that findings lie in
	Found   []keptFinding `json:"found"`
	Refuted []Refuted     `json:"refuted"`
	Parsed  []string      `json:"parsed"`
	Stats   Stats         `json:"stats"`
	Trouble []Problem     `json:"problems"`
	Stopped string        `json:"stopped,omitempty"` // why it did not come to its end
}

const partFormat = "ctxlint part 1"

// partOptions are those options that decide about what is analysed, and how.
type partOptions struct {
	Paths           []string `json:"paths"` // in the tree
	Exclude         []string `json:"exclude"`
	Config          string   `json:"config"`
	Overlay         string   `json:"overlay"`
	CompileCommands string   `json:"compile_commands"`
	KernelVersion   string   `json:"kernel_version"`
	Everywhere      bool     `json:"everywhere"`
}

type partText struct {
	File string `json:"file"`
	Sum  string `json:"sum"`
}

// ParseShard reads "I/N".
func ParseShard(word string) (cdriver.Shard, error) {
	i, n, ok := strings.Cut(word, "/")
	a, err1 := strconv.Atoi(i)
	b, err2 := strconv.Atoi(n)
	if !ok || err1 != nil || err2 != nil || a < 1 || b < a || b > 10000 {
		return cdriver.Shard{}, fmt.Errorf("--shard %q: want I/N, part I of N, as in 1/4", word)
	}
	return cdriver.Shard{I: a, N: b}, nil
}

// CheckShard checks a part of what o names.
func CheckShard(ctx context.Context, o Options, shard cdriver.Shard) (*Part, error) {
	if store.Build() == "" {
		return nil, errors.New("this build of ctxlint has no name, so that parts could come from different ones")
	}
	if err := validate(o); err != nil {
		return nil, err
	}
	res, j, err := prepare(o)
	if err != nil {
		return nil, err
	}
	if res.Tree.Mounted() {
		return nil, errors.New("--shard divides a tree; what lies outside of it is checked as a whole")
	}
	p := &Part{Format: partFormat, Build: store.Build(), Shard: shard, Asked: partOptions{
		Exclude: o.Exclude, Config: o.Config, Overlay: o.Overlay, CompileCommands: o.CompileCommands, KernelVersion: o.KernelVersion, Everywhere: o.Everywhere,
	}}
	for _, name := range o.Paths {
		if rel, err := res.Tree.Rel(name); err == nil {
			name = rel
		}
		p.Asked.Paths = append(p.Asked.Paths, name)
	}
	o.IgnoreBaseline = true // the merge hides what is known
	if _, err := res.configure(&o, &j); err != nil {
		return nil, err
	}
	p.Files = sumOfNames(j.files)
	disk, problems := o.openCache()
	out, err := cFrontend{disk: disk, commands: &o, shard: shard}.run(ctx, j)
	if err != nil {
		return nil, err
	}
	if out.stopped != nil {
		p.Stopped = stopReason(out.stopped)
	} else {
		closeCache(disk, &problems)
	}
	p.Found, p.Refuted, p.Parsed, p.Stats = keptFindings(out.findings), out.refuted, out.parsed, out.stats
	p.Trouble = append(out.problems, problems...)
	for _, file := range filesOf(out.findings) {
		data, _ := res.Tree.Read(file)
		p.Texts = append(p.Texts, partText{file, sumOfText(data)})
	}
	return p, nil
}

func sumOfText(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

func sumOfNames(files []string) string { return sumOfText([]byte(strings.Join(files, "\n"))) }

// filesOf lists the files that findings lie in.
func filesOf(findings []diag.Diagnostic) []string {
	var files []string
	for i := range findings {
		files = append(files, findings[i].File)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// Incomplete says whether something could not be checked.
func (p *Part) Incomplete() bool {
	return p.Stopped != "" || slices.ContainsFunc(p.Trouble, func(t Problem) bool { return t.Fatal })
}

// ReadPart reads a part from a file.
func ReadPart(name string) (*Part, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	p := &Part{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("%s: is not a whole part of a check: %w", name, err)
	}
	if p.Format != partFormat || p.Shard.I < 1 || p.Shard.N < p.Shard.I {
		return nil, fmt.Errorf("%s: is no part that this ctxlint knows", name)
	}
	return p, nil
}

// Merge makes of all parts of a check what one run would have made. Of o it takes
// what decides about the report; what was analysed, and how, the parts say.
func Merge(ctx context.Context, o Options, names []string) (*Result, error) {
	var parts []*Part
	for _, name := range names {
		p, err := ReadPart(name)
		if err != nil {
			return nil, err
		}
		if err := fits(parts, names, p); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		parts = append(parts, p)
	}
	if n := parts[0].Shard.N; len(parts) != n {
		return nil, fmt.Errorf("%d of %d parts are missing: %s", n-len(parts), n, missingParts(parts))
	}
	asked := parts[0].Asked
	if o.Root == "" {
		root, err := source.FindRoot(nil)
		if err != nil {
			return nil, err
		}
		o.Root = root
	}
	for _, rel := range asked.Paths {
		o.Paths = append(o.Paths, filepath.Join(o.Root, filepath.FromSlash(rel)))
	}
	o.Exclude, o.Config, o.Overlay, o.CompileCommands, o.KernelVersion, o.Everywhere = asked.Exclude, asked.Config, asked.Overlay, asked.CompileCommands, asked.KernelVersion, asked.Everywhere
	o.Cache = NoCache
	return checkWith(ctx, o, partsFrontend{parts, names})
}

// fits says what keeps a part from being merged with those before it.
func fits(parts []*Part, names []string, p *Part) error {
	if p.Build != store.Build() {
		return errors.New("comes from another build of ctxlint than this one")
	}
	for i, o := range parts {
		a, _ := json.Marshal(o.Asked)
		b, _ := json.Marshal(p.Asked)
		switch {
		case p.Shard.N != o.Shard.N:
			return fmt.Errorf("is a part of %d, %s one of %d", p.Shard.N, names[i], o.Shard.N)
		case p.Shard.I == o.Shard.I:
			return fmt.Errorf("is part %d, as %s", p.Shard.I, names[i])
		case string(a) != string(b) || p.Files != o.Files:
			return fmt.Errorf("was asked for something else than %s, or in another tree", names[i])
		}
	}
	return nil
}

func missingParts(parts []*Part) string {
	var missing []string
	for i := 1; i <= parts[0].Shard.N && len(missing) < 10; i++ {
		if !slices.ContainsFunc(parts, func(p *Part) bool { return p.Shard.I == i }) {
			missing = append(missing, strconv.Itoa(i))
		}
	}
	return strings.Join(missing, ", ")
}

// partsFrontend has others' work done already.
type partsFrontend struct {
	parts []*Part
	names []string
}

func (f partsFrontend) run(_ context.Context, j job) (*outcome, error) {
	out := &outcome{}
	for i, p := range f.parts {
		if p.Files != sumOfNames(j.files) {
			return nil, fmt.Errorf("%s: was made of other files than those of %s", f.names[i], j.tree.Root())
		}
		for _, t := range p.Texts {
			if data, err := j.tree.Read(path.Clean(t.File)); err != nil || sumOfText(data) != t.Sum {
				return nil, fmt.Errorf("%s: %s is not as it was checked", f.names[i], t.File)
			}
		}
		out.findings = append(out.findings, diagnostics(p.Found)...)
		out.refuted = append(out.refuted, p.Refuted...)
		out.parsed = append(out.parsed, p.Parsed...)
		out.problems = append(out.problems, p.Trouble...)
		if p.Stopped != "" {
			out.problems = append(out.problems, Problem{Message: fmt.Sprintf("part %d of %d: %s; the rest of it is missing", p.Shard.I, p.Shard.N, p.Stopped), Fatal: true})
		}
		out.stats.add(&p.Stats)
	}
	out.sort()
	slices.Sort(out.parsed) // several parts have read the same headers
	out.parsed = slices.Compact(out.parsed)
	out.stats.Files = len(out.parsed)
	return out, nil
}

// add adds up what parts have looked at. Headers that several have read count for each.
func (s *Stats) add(o *Stats) {
	s.Bytes += o.Bytes
	s.Funcs += o.Funcs
	s.Lost += o.Lost
	s.Unknown += o.Unknown
	s.Known += o.Known
	s.LostNames = append(s.LostNames, o.LostNames...)
	s.Ways.Walked += o.Ways.Walked
	s.Ways.Refuted += o.Ways.Refuted
	s.Ways.Undecided += o.Ways.Undecided
	s.Bounds.Add(o.Bounds...)
	for i, p := range o.Phases {
		if len(s.Phases) == i {
			s.Phases = append(s.Phases, Phase{Name: p.Name})
		}
		s.Phases[i].Wall += p.Wall
		s.Phases[i].CPU += p.CPU
	}
}
