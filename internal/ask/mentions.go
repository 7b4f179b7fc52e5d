package ask

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/source"
)

// mentions finds files by the names in their text. It reads and forgets: a tree
// has more text than memory should hold. Questions that are asked at the same time
// share it.
type mentions struct {
	mu   sync.Mutex // of what is below
	tree *source.Tree
	jobs int
	all  []string
	at   map[string]int      // number of each file
	seen map[string][]string // by name and scope
	// sketches are of the files as far as they were read for the second question
	// or a later one: one question alone is answered faster without.
	sketches []sketch
	asked    int
	progress func(done, total int, what string)
}

func newMentions(t *source.Tree, jobs int, progress func(done, total int, what string)) *mentions {
	if progress == nil {
		progress = func(int, int, string) {}
	}
	return &mentions{tree: t, jobs: max(1, jobs), seen: map[string][]string{}, progress: progress}
}

// files of the tree, once.
func (m *mentions) files() []string {
	if m.all == nil {
		m.at = map[string]int{}
		m.tree.WalkAll(func(rel string) {
			m.at[rel] = len(m.all)
			m.all = append(m.all, rel)
		})
		m.sketches = make([]sketch, len(m.all))
	}
	return m.all
}

// of lists, for each name, the files below scope that mention it as a word.
func (m *mentions) of(names []string, scope string) map[string][]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string][]string{}
	var todo []string
	for _, n := range names {
		if files, ok := m.seen[scope+"\n"+n]; ok {
			out[n] = files
		} else {
			todo = append(todo, n)
		}
	}
	if len(todo) == 0 {
		return out
	}
	var candidates []string
	for _, f := range m.files() {
		if scope == "" || strings.HasPrefix(f, scope+"/") {
			candidates = append(candidates, f)
		}
	}
	hits := make([][]int, len(candidates))
	m.scan(candidates, todo, func(i int, data []byte) {
		for k, n := range todo {
			if hasWord(data, n) {
				hits[i] = append(hits[i], k)
			}
		}
	})
	for i, ks := range hits {
		for _, k := range ks {
			out[todo[k]] = append(out[todo[k]], candidates[i])
		}
	}
	for _, n := range todo {
		m.seen[scope+"\n"+n] = out[n]
	}
	return out
}

// scan reads the files that may mention one of the names.
func (m *mentions) scan(files, names []string, found func(i int, data []byte)) {
	if len(names) == 0 {
		return
	}
	m.files()
	m.asked++
	hashes := make([]uint64, len(names))
	for i, n := range names {
		hashes[i] = hashWord(n)
	}
	may := func(s sketch) bool {
		return slices.ContainsFunc(hashes, s.mayHave)
	}
	m.each(len(files), func(i int) {
		if i%1024 == 0 {
			m.progress(i, len(files), "looking for "+names[0]+"()")
		}
		n, listed := m.at[files[i]]
		if listed && m.sketches[n] != nil && !may(m.sketches[n]) {
			return
		}
		data, err := m.tree.Read(files[i])
		if err != nil {
			return
		}
		if listed && m.asked > 1 && m.sketches[n] == nil {
			m.sketches[n] = newSketch(data)
		}
		found(i, data)
	})
}

// each does something for n files on all workers.
func (m *mentions) each(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range m.jobs {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func hasWord(data []byte, name string) bool {
	return anyWord(data, name, func(_, _ []byte) bool { return true })
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// callers lists the files below scope that call through a member of that name, or take
// its value, and have all words of one of the sets; where none does, those that may call
// by a macro.
func (m *mentions) callers(field, scope string, sets [][]string) []string {
	files := m.of([]string{field}, scope)[field]
	files = slices.DeleteFunc(slices.Clone(files), func(f string) bool {
		return !sourceFile(f) || !slices.ContainsFunc(sets, func(words []string) bool { return m.mayHaveAll(f, words) })
	})
	calls, reads := callsMember(field), readsMember(field)
	var called atomic.Bool
	out := m.matching(files, func(data []byte) bool {
		yes := calls(data)
		if yes {
			called.Store(true)
		}
		return yes || reads(data)
	})
	if !called.Load() {
		out = append(out, m.matching(files, handsToMacro(field))...)
	}
	if names := m.wrappers(field, files); len(names) > 0 {
		for _, users := range m.of(names, scope) {
			out = append(out, users...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// matching are those of some files whose text seems to do something.
func (m *mentions) matching(files []string, does textTest) []string {
	keep := make([]bool, len(files))
	m.each(len(files), func(i int) {
		data, err := m.tree.Read(files[i])
		keep[i] = err == nil && does(data)
	})
	var out []string
	for i, f := range files {
		if keep[i] {
			out = append(out, f)
		}
	}
	return out
}

// mayHaveAll: a file is not known to lack one of the words.
func (m *mentions) mayHaveAll(file string, words []string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, listed := m.at[file]
	if !listed || m.sketches[n] == nil {
		return true
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !m.sketches[n].mayHave(hashWord(w)) })
}

// anyOf lists the files that mention one of the names as a word.
func (m *mentions) anyOf(names map[string]bool) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	files := m.files()
	hit := make([]bool, len(files))
	m.scan(files, slices.Collect(maps.Keys(names)), func(i int, data []byte) { hit[i] = hasAnyWord(data, names) })
	var out []string
	for i, f := range files {
		if hit[i] {
			out = append(out, f)
		}
	}
	return out
}

func hasAnyWord(data []byte, names map[string]bool) bool {
	for i := 0; i < len(data); i++ {
		if !isWord(data[i]) {
			continue
		}
		start := i
		for i < len(data) && isWord(data[i]) {
			i++
		}
		if i-start > 3 && names[string(data[start:i])] {
			return true
		}
	}
	return false
}
