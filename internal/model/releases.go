package model

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// An interface that changes what it does keeps its name: iommu_map() slept until 6.2,
// and takes a mask since 6.3. Its rows then stand side by side, each with the releases
// of which it is true, and the release of the tree says which is read. A row that has
// no other beside it is read for every tree: what a driver calls that its kernel does
// not have is not judged by its absence.

// sideBySide are the rows about one name that differ in their releases.
type sideBySide []int // indices of rows

// findSides lists the names with rows for different releases.
func findSides(rows []Row) []sideBySide {
	type name struct{ kind, key string }
	by := map[name]sideBySide{}
	var order []name
	for i, r := range rows {
		if _, ok := parseSpan(r.Versions); ok {
			n := name{r.Kind, r.Key}
			if by[n] == nil {
				order = append(order, n)
			}
			by[n] = append(by[n], i)
		}
	}
	var out []sideBySide
	for _, n := range order {
		first := rows[by[n][0]].Versions
		if slices.ContainsFunc(by[n], func(i int) bool { return rows[i].Versions != first }) {
			out = append(out, by[n])
		}
	}
	return out
}

// others lists those of the rows that are not read for a release: there are some that
// fit, or fit better. The zero release is newer than all.
func (s sideBySide) others(rows []Row, r release) []int {
	least := -1
	for _, i := range s {
		if d := distance(rows[i], r); least < 0 || d < least {
			least = d
		}
	}
	return slices.DeleteFunc(slices.Clone(s), func(i int) bool { return distance(rows[i], r) == least })
}

// distance is how far a release is from those that a row is about.
func distance(row Row, r release) int {
	const minors = 1000 // more than a major release has
	p, _ := parseSpan(row.Versions)
	at := func(r release) int { return r.major*minors + r.minor }
	now := at(r)
	if (r == release{}) {
		now = at(release{major: minors})
	}
	switch {
	case now < at(p.from):
		return at(p.from) - now
	case (p.to != release{}) && now > at(p.to):
		return now - at(p.to)
	}
	return 0
}

// left says which rows a release leaves out, sorted.
func left(rows []Row, sides []sideBySide, r release) []int {
	var out []int
	for _, s := range sides {
		out = append(out, s.others(rows, r)...)
	}
	slices.Sort(out)
	return out
}

// For is the model as it is for a release, as "6.1" or "6.1.42"; "" is the newest.
func (m *Model) For(version string) *Model {
	r, _ := parseRelease(version)
	out := left(m.rows, m.sides, r)
	if slices.Equal(out, m.left) {
		return m
	}
	key := fmt.Sprint(out)
	if known, ok := m.variants.Load(key); ok {
		return known.(*Model)
	}
	l := newLoader()
	l.m.rows, l.m.sides, l.m.left = m.rows, m.sides, out
	l.addRows()
	h := sha256.New()
	fmt.Fprintf(h, "%s %v", m.id, out)
	l.m.id = hex.EncodeToString(h.Sum(nil))
	other, err := l.result()
	if err != nil {
		panic(err) // loading has tried all releases
	}
	known, _ := m.variants.LoadOrStore(key, other)
	return known.(*Model)
}

// beside says whether another row about the same is true of a version: then what r is
// about is there.
func (m *Model) beside(r Row, version string) bool {
	return slices.ContainsFunc(m.rows, func(o Row) bool {
		return o.Kind == r.Kind && o.Key == r.Key && o.Pos != r.Pos && claimFor(o.Versions, version) == claimsThere
	})
}

// trySides adds rows that stand side by side for each release at which a choice may
// change, so that a table with an error has it at once.
func (l *loader) trySides() {
	rows := l.m.rows
	for _, s := range l.m.sides {
		about := rows[s[0]]
		for _, i := range s {
			p, _ := parseSpan(rows[i].Versions)
			for _, r := range []release{p.from, p.to} {
				if (r == release{}) {
					continue
				}
				try, out := newLoader(), s.others(rows, r)
				for j, row := range rows {
					if row.Kind == about.Kind && row.Key == about.Key && !slices.Contains(out, j) {
						try.addRow(row)
					}
				}
				l.errs = append(l.errs, try.errs...)
			}
		}
	}
	slices.SortFunc(l.errs, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	l.errs = slices.CompactFunc(l.errs, func(a, b error) bool { return a.Error() == b.Error() })
}
