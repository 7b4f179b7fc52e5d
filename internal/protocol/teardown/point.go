package teardown

import (
	"slices"
)

// point is a place of a walk, and what is known there.
type point struct {
	block, call int
	st          state
	facts       facts
}

// pointKey is what tells points apart.
type pointKey struct {
	block, call int
	st          state
	facts       string
}

// same: the points are in one place, and the same is known there.
func (p *point) same(o point) bool {
	return p.block == o.block && p.call == o.call && p.st == o.st && slices.Equal(p.facts, o.facts)
}

func (p *point) key() pointKey { return pointKey{p.block, p.call, p.st, p.facts.key()} }
