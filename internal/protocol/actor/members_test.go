package actor

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/link"
)

func TestMembers(t *testing.T) {
	w := &World{numbers: map[link.OpKey]int{}}
	set := func(from, to int) (m Members) {
		for i := from; i < to; i++ {
			m.add(w.numberOf(link.OpKey{Struct: "struct s", Field: string(rune('A' + i))}))
		}
		return m
	}
	none, low, high := set(0, 0), set(0, 64), set(64, 130)
	if none.Meet(low) || low.Meet(none) || low.Meet(high) || high.Meet(low) {
		t.Error("sets without a common member meet")
	}
	if !low.Meet(set(63, 65)) || !set(63, 65).Meet(high) || !set(129, 130).Meet(high) {
		t.Error("sets with a common member do not meet")
	}
	both := Members{}
	both.Add(low)
	both.Add(high)
	if !both.Meet(set(129, 130)) || !both.Meet(set(0, 1)) || low.Meet(high) {
		t.Error("a sum lacks what was added, or changed it")
	}
}
