package rule

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/nearest"
)

// Set is a list of rules in the order in which they are shown.
type Set []*Rule

// Lookup returns the rule with the given id, or nil.
func (s Set) Lookup(id string) *Rule {
	for _, r := range s {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// IDs lists the ids of the set in order.
func (s Set) IDs() []string {
	ids := make([]string, len(s))
	for i, r := range s {
		ids[i] = r.ID
	}
	return ids
}

// Get is Lookup with an error that tells what the user may have meant.
func (s Set) Get(id string) (*Rule, error) {
	if r := s.Lookup(id); r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("unknown rule %q%s; `ctxlint rules` lists them", id, nearest.Hint(id, s.IDs()))
}

// Default is what runs when the user names no rule: the stable ones, without
// those that are for changes only.
func (s Set) Default() Set {
	var d Set
	for _, r := range s {
		if r.Status == Stable && !r.NewOnly {
			d = append(d, r)
		}
	}
	return d
}

// ForChange is the list of words that selects what those given select where a
// change is judged: the default has the rules for changes too.
func (s Set) ForChange(words []string) []string {
	if len(words) > 0 && !strings.HasPrefix(words[0], "-") {
		return words
	}
	out := []string{"default"}
	for _, r := range s {
		if r.Status == Stable && r.NewOnly {
			out = append(out, r.ID)
		}
	}
	return append(out, words...)
}

// Select returns the rules that words ask for, in the order of the set. A word
// is an id, a pattern ("provider-*"), "all", "default", or one of these after
// a '-' that takes rules away again. Words apply from left to right; a list
// that begins by taking away begins with the default rules, and so does an
// empty one.
func (s Set) Select(words []string) (Set, error) {
	on := map[string]bool{}
	if len(words) == 0 || strings.HasPrefix(words[0], "-") {
		on = s.Default().ids()
	}
	for _, word := range words {
		word, remove := strings.CutPrefix(word, "-")
		matched, err := s.match(word)
		if err != nil {
			return nil, err
		}
		for _, r := range matched {
			on[r.ID] = !remove
		}
	}
	chosen := slices.DeleteFunc(slices.Clone(s), func(r *Rule) bool { return !on[r.ID] })
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no rule is left of %q", strings.Join(words, ","))
	}
	return chosen, nil
}

func (s Set) ids() map[string]bool {
	m := map[string]bool{}
	for _, r := range s {
		m[r.ID] = true
	}
	return m
}

func (s Set) match(word string) (Set, error) {
	switch {
	case word == "all":
		return s, nil
	case word == "default":
		return s.Default(), nil
	case !strings.ContainsAny(word, "*?["):
		r, err := s.Get(word)
		if err != nil {
			return nil, err
		}
		return Set{r}, nil
	}
	var m Set
	for _, r := range s {
		ok, err := path.Match(word, r.ID)
		if err != nil {
			return nil, fmt.Errorf("rule pattern %q: %w", word, err)
		}
		if ok {
			m = append(m, r)
		}
	}
	if len(m) == 0 {
		return nil, fmt.Errorf("no rule matches %q; `ctxlint rules` lists them", word)
	}
	return m, nil
}
