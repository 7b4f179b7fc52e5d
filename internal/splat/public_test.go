package splat

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestPublicTraces judges the traces of the public collection by their frames
// alone. What only the source can tell, a lock that is held, counts as not found
// here; the floors keep what there is.
func TestPublicTraces(t *testing.T) {
	f, err := os.Open("../../../shared/bench/splats/splats.jsonl")
	if os.IsNotExist(err) {
		t.Log("the public collection is not here")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var sleepers, makers, bases [2]int
	count := func(n *[2]int, want, got string) {
		if want == "" {
			return
		}
		n[1]++
		if got == want {
			n[0]++
		}
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var row struct {
			Message, Base, Sleeper string
			Frames                 []string
			Maker                  string `json:"atomic_maker"`
			PreemptOff             string `json:"preempt_off_at"`
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		r := Report{Kind: Other, Title: row.Message, PreemptOff: row.PreemptOff}
		if k, _, _, ok := titleOf(row.Message); ok {
			r.Kind = k
		}
		for _, name := range row.Frames {
			if strings.HasPrefix(name, "<") || name == "..." {
				r.Frames = append(r.Frames, Frame{Mark: name})
			} else {
				r.Frames = append(r.Frames, Frame{Func: name})
			}
		}
		fs := r.Reliable()
		v := r.Judge(fs)
		name := func(i int) string {
			if i < 0 {
				return ""
			}
			return fs[i].Func
		}
		count(&sleepers, row.Sleeper, name(v.Sleeper))
		count(&makers, row.Maker, name(v.Maker))
		count(&bases, row.Base, v.Base)
	}
	t.Logf("sleepers %d of %d, makers %d of %d, base contexts %d of %d", sleepers[0], sleepers[1], makers[0], makers[1], bases[0], bases[1])
	if sleepers[0] < 53 || makers[0] < 34 || bases[0] < 82 {
		t.Error("fewer than before")
	}
}
