package patch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Series is what Order makes of messages.
type Series struct {
	Patches []*Patch // in the order in which they apply
	Base    string   // the commit that they are made for; "": nobody says one
	Left    []Left   // what is not among them
}

// Left is a message that was left out, and why.
type Left struct{ Name, Why string }

// Order makes a series of messages as they come: in any order, several times,
// with a cover letter, with answers, with the version that came before.
//
// Numbers in subjects decide about the order, where all have them; else messages
// apply as they come. Of several versions of a series the newest is taken: it errs
// by leaving out an older one that has a title in common with it and was meant to
// be applied as well, and says so.
func Order(messages []*Patch) *Series {
	s := &Series{}
	seen := map[string]bool{}
	for _, p := range messages {
		if s.Base == "" {
			s.Base = p.Base
		}
		switch id := p.Mail.ID; {
		case p.Mail.Answer:
			s.leave(p, "is an answer: left out")
		case len(p.Files) == 0:
			if !coverLetter(p) {
				s.leave(p, "has no patch: left out")
			}
		case id != "" && seen[id]:
			s.leave(p, "is there already: left out")
		default:
			seen[id] = true
			s.Patches = append(s.Patches, p)
		}
	}
	s.newest(messages)
	s.sort()
	return s
}

func (s *Series) leave(p *Patch, why string) { s.Left = append(s.Left, Left{p.Name, why}) }

// coverLetter says whether a message announces a series.
func coverLetter(p *Patch) bool {
	t := tagOf(p.Subject)
	return t.of > 0 && t.number == 0
}

// tag is what the brackets of a subject say.
type tag struct {
	version, number, of int
	title               string
}

var (
	brackets   = regexp.MustCompile(`^(?:\s*\[[^\]]*\])+`)
	versionTag = regexp.MustCompile(`(?i)\bv(\d{1,3})\b`)
	numberTag  = regexp.MustCompile(`\b(\d{1,4})/(\d{1,4})\b`)
)

func tagOf(subject string) tag {
	head := brackets.FindString(subject)
	t := tag{version: 1, title: strings.ToLower(strings.TrimSpace(subject[len(head):]))}
	if m := versionTag.FindStringSubmatch(head); m != nil {
		t.version, _ = strconv.Atoi(m[1])
	}
	if m := numberTag.FindStringSubmatch(head); m != nil {
		t.number, _ = strconv.Atoi(m[1])
		t.of, _ = strconv.Atoi(m[2])
	}
	return t
}

// newest drops the patches of versions for which there is a newer one. Two series
// are versions of each other if they have a title in common, that of the cover
// letter included.
func (s *Series) newest(messages []*Patch) {
	type key struct{ version, of int }
	titles := map[key]map[string]bool{}
	for _, p := range messages {
		t := tagOf(p.Subject)
		if p.Subject == "" || p.Mail.Answer {
			continue
		}
		k := key{t.version, t.of}
		if titles[k] == nil {
			titles[k] = map[string]bool{}
		}
		titles[k][t.title] = true
	}
	newer := func(k key) (int, bool) {
		best := 0
		for other, names := range titles {
			if other.version <= k.version {
				continue
			}
			for name := range titles[k] {
				if names[name] {
					best = max(best, other.version)
				}
			}
		}
		return best, best > 0
	}
	s.Patches = slices.DeleteFunc(s.Patches, func(p *Patch) bool {
		t := tagOf(p.Subject)
		by, replaced := newer(key{t.version, t.of})
		if p.Subject == "" || !replaced {
			return false
		}
		s.leave(p, fmt.Sprintf("is version %d; version %d is taken", t.version, by))
		return true
	})
	if len(s.Left) > 0 {
		s.Base = ""
		for _, p := range append(covers(messages), s.Patches...) {
			t := tagOf(p.Subject)
			if _, replaced := newer(key{t.version, t.of}); p.Base != "" && !replaced {
				s.Base = p.Base
				break
			}
		}
	}
}

func covers(messages []*Patch) []*Patch {
	return slices.DeleteFunc(slices.Clone(messages), func(p *Patch) bool { return len(p.Files) > 0 || p.Mail.Answer })
}

// sort puts the patches of one series into the order of their numbers. Several
// series stay as they come, one after the other.
func (s *Series) sort() {
	for i := 0; i < len(s.Patches); {
		first := tagOf(s.Patches[i].Subject)
		end := i + 1
		seen := map[int]bool{first.number: true}
		for end < len(s.Patches) {
			t := tagOf(s.Patches[end].Subject)
			if t.of != first.of || t.version != first.version || seen[t.number] {
				break
			}
			seen[t.number] = true
			end++
		}
		if first.of > 0 {
			slices.SortStableFunc(s.Patches[i:end], func(a, b *Patch) int {
				return tagOf(a.Subject).number - tagOf(b.Subject).number
			})
		}
		i = end
	}
}

// Missing lists the numbers of a series of which a part is there only: what the
// others do is not known.
func (s *Series) Missing() []string {
	have, of := map[int]bool{}, 0
	for _, p := range s.Patches {
		t := tagOf(p.Subject)
		if t.of == 0 || of != 0 && t.of != of {
			return nil
		}
		of = t.of
		have[t.number] = true
	}
	var missing []string
	for n := 1; n <= of && len(have) > 1; n++ {
		if !have[n] {
			missing = append(missing, fmt.Sprintf("%d/%d", n, of))
		}
	}
	return missing
}

// SameEdit says whether two patches take away and add the same lines of the same C
// files, wherever these are.
func SameEdit(a, b *Patch) bool {
	return slices.Equal(editOf(a), editOf(b))
}

func editOf(p *Patch) []string {
	var lines []string
	for _, f := range p.Files {
		if f.Kind != Text || !IsC(f.Name()) {
			continue
		}
		for _, h := range f.Hunks {
			for _, l := range h.Lines {
				if l.Op != ' ' {
					lines = append(lines, f.Name()+"\x00"+string(l.Op)+strings.TrimRight(l.Text, "\r\n"))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}
