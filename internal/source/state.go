package source

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"time"
)

// State tells whether the files of a tree are still those that they were, without
// reading one: it is made of their names and stamps, and of those of the Makefiles
// beside them.
type State struct {
	sum [sha256.Size]byte
	// settled: a later write is sure to make another state.
	settled bool
}

// Same says that nothing was written between two states.
func (s State) Same(o State) bool { return s.settled && o.settled && s.sum == o.sum }

// State looks at every C file. A tree lists its files once, so what was added is seen
// by one that was opened since.
func (t *Tree) State() State {
	now := time.Now()
	s := State{settled: true}
	h := sha256.New()
	look := func(rel string) {
		info, err := os.Stat(t.Path(rel)) // through links: what is read counts
		if err != nil {
			fmt.Fprintf(h, "%s\n", rel)
			return
		}
		st := stampOf(info)
		s.settled = s.settled && st.Settled(now)
		fmt.Fprintf(h, "%s %v\n", rel, st)
	}
	dir := ""
	t.WalkAll(func(rel string) {
		if d := path.Dir(rel); d != dir {
			dir = d
			look(path.Join(d, "Makefile"))
			look(path.Join(d, "Kbuild"))
		}
		look(rel)
	})
	h.Sum(s.sum[:0])
	return s
}
