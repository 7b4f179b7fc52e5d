package model

import (
	"cmp"
	"strconv"
	"strings"
)

// A row may say of which releases it is true: "6.18+" since that one, "-6.12" up to
// that one, "6.13-6.17" from one to another. Where a name has rows for different
// releases that decides which of them are read (releases.go); else it changes nothing
// of what the engine sees, like the other words for versions.

// release is a version of the kernel.
type release struct{ major, minor int }

func parseRelease(s string) (r release, ok bool) {
	major, minor, ok := strings.Cut(s, ".")
	if !ok {
		return r, false
	}
	minor, _, _ = strings.Cut(minor, ".")
	var err1, err2 error
	r.major, err1 = strconv.Atoi(major)
	r.minor, err2 = strconv.Atoi(minor)
	return r, err1 == nil && err2 == nil && r.major > 0 && r.minor >= 0
}

func (r release) compare(o release) int {
	return cmp.Or(cmp.Compare(r.major, o.major), cmp.Compare(r.minor, o.minor))
}

// span is a range of releases, both ends included; a zero end is open.
type span struct{ from, to release }

func parseSpan(s string) (p span, ok bool) {
	if from, open := strings.CutSuffix(s, "+"); open {
		p.from, ok = parseRelease(from)
		return p, ok
	}
	from, to, both := strings.Cut(s, "-")
	if !both {
		return p, false
	}
	if p.to, ok = parseRelease(to); !ok {
		return p, false
	}
	if from != "" {
		p.from, ok = parseRelease(from)
		ok = ok && p.from.compare(p.to) <= 0
	}
	return p, ok
}

func (p span) has(r release) bool {
	return r.compare(p.from) >= 0 && (p.to == release{} || r.compare(p.to) <= 0)
}

// claim is what a row says about a release of the kernel.
type claim int

const (
	claimsNothing claim = iota
	claimsThere         // what it names is there
	claimsGone          // what it names is not there
)

// claimFor is what the column of versions says about a tree of a version.
func claimFor(versions, version string) claim {
	if p, ok := parseSpan(versions); ok {
		r, known := parseRelease(version)
		switch {
		case !known:
			return claimsNothing
		case p.has(r):
			return claimsThere
		}
		return claimsGone
	}
	switch {
	case versions == "all", versions == version:
		return claimsThere
	case (versions == "6.1" || versions == "6.12") && (version == "6.1" || version == "6.12"):
		return claimsGone
	}
	return claimsNothing
}
