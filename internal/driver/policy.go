package driver

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/config"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/source"
)

// ConfigFile is the name of a configuration.
const ConfigFile = config.FileName

// policy is what holds for each file: options, then the configurations above it,
// then the defaults.
type policy struct {
	set    *config.Set
	words  []string // rules that the options name; they win
	min    Confidence
	change bool // rules for changes run, too
	known  map[string]verdict
}

// verdict is what holds for the files of one directory.
type verdict struct {
	rules rule.Set
	min   diag.Confidence
}

// newPolicy judges what holds for files.
func newPolicy(set *config.Set, o *Options, files []string) (*policy, error) {
	p := &policy{set: set, words: o.Rules, min: o.MinConfidence, change: o.change, known: map[string]verdict{}}
	for _, dir := range config.Dirs(files) {
		if err := p.judge(dir); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *policy) judge(dir string) error {
	inside := filepath.ToSlash(filepath.Join(dir, "x"))
	words := or(len(p.words) > 0, p.words, p.set.Rules(inside))
	if p.change {
		words = analyzers.All().ForChange(words)
	}
	rules, err := analyzers.All().Select(words)
	if err != nil {
		return err
	}
	min, err := ParseConfidence(string(or(p.min != "", p.min, p.set.Min(inside))))
	p.known[dir] = verdict{rules, min}
	return err
}

// of is what holds for a file. One in a directory where nothing is checked is
// judged as the root says: a finding surfaces in what a checked file calls.
func (p *policy) of(file string) verdict {
	for dir := filepath.ToSlash(filepath.Dir(file)); ; dir = filepath.ToSlash(filepath.Dir(dir)) {
		if v, ok := p.known[dir]; ok || dir == "." {
			return v
		}
	}
}

// rules are all that run anywhere.
func (p *policy) rules() rule.Set {
	on := map[string]bool{}
	for _, v := range p.known {
		for _, r := range v.rules {
			on[r.ID] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(analyzers.All()), func(r *rule.Rule) bool { return !on[r.ID] })
}

// lowest is the confidence below which no finding is wanted anywhere.
func (p *policy) lowest() diag.Confidence {
	min := diag.High
	for _, v := range p.known {
		if !v.min.AtLeast(min) {
			min = v.min
		}
	}
	return min
}

// filter drops what nobody asked for.
func (p *policy) filter(ds []diag.Diagnostic) []diag.Diagnostic {
	kept := []diag.Diagnostic{}
	for _, d := range ds {
		if v := p.of(d.File); v.rules.Lookup(d.Rule) != nil && d.Confidence.AtLeast(v.min) {
			kept = append(kept, d)
		}
	}
	return kept
}

// readConfig reads the configurations that hold for files of the tree at root.
func (o *Options) readConfig(tree *source.Tree, files []string) (*config.Set, error) {
	if o.Config == "none" {
		return &config.Set{}, nil
	}
	return config.Load(o.reader(), tree, o.Config, files)
}

// reader reads what a project has decided.
func (o *Options) reader() config.Reader {
	if o.project != nil {
		return o.project
	}
	return os.ReadFile
}

// configure completes the job.
func (r *Result) configure(o *Options, j *job) (known, error) {
	set, err := o.readConfig(r.Tree, j.files)
	if err != nil {
		return nil, err
	}
	if j.policy, err = newPolicy(set, o, j.files); err != nil {
		return nil, err
	}
	j.version = o.KernelVersion
	j.rules, j.min = j.policy.rules(), j.policy.lowest()
	if j.model, err = set.Model(); err != nil {
		return nil, err
	}
	if err := r.exclude(set, o, j); err != nil {
		return nil, err
	}
	r.Checked, r.Ran = j.files, j.rules
	switch {
	case o.IgnoreBaseline:
		return nil, nil
	case o.Baseline != "":
		return readKnown(o.reader(), map[string]string{".": o.Baseline})
	}
	return readKnown(o.reader(), set.Baselines())
}

// exclude drops the files that options or configurations exclude, except those
// that were asked for by name.
func (r *Result) exclude(set *config.Set, o *Options, j *job) error {
	var patterns []string
	for _, word := range o.Exclude {
		pattern, err := config.Pattern(word)
		if err != nil {
			return fmt.Errorf("--exclude: %w", err)
		}
		patterns = append(patterns, pattern)
	}
	before := len(j.files)
	j.files = slices.DeleteFunc(j.files, func(file string) bool {
		return !j.named[file] && (set.Excludes(file) || config.Matches(patterns, r.Tree.Outward(file)))
	})
	if before > 0 && len(j.files) == 0 {
		r.Problems = append(r.Problems, Problem{File: strings.Join(o.Paths, " "), Message: "the configuration excludes every file here"})
	}
	return nil
}
