package driver

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/source"
)

// keptModule is what is known of a module: all that any check of it may want to
// tell, whatever rules, files or confidence it asks for.
type keptModule struct {
	Found   []keptFinding `json:"found,omitempty"`
	Lost    []keptDoubt   `json:"lost,omitempty"`    // functions that are not checked
	Unknown []keptDoubt   `json:"unknown,omitempty"` // functions with a region that was not understood
	Refuted []Refuted     `json:"refuted,omitempty"` // candidates that cannot happen
}

// keptFinding is a sealed finding with what is not told in its own form.
type keptFinding struct {
	diag.Diagnostic
	Kin  []keptFinding `json:"kin,omitempty"` // Others
	Why  string        `json:"cause,omitempty"`
	Name string        `json:"cause_name,omitempty"`
	By   []int         `json:"aside,omitempty"`
}

type keptDoubt struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Function string `json:"function"`
}

// wordModule words what was found in a module. Fingerprints are given here: they
// depend on the module alone.
func wordModule(m cdriver.Module, tree *source.Tree) *keptModule {
	found := analyzers.Check(m.Result)
	diag.SealAs(found, func(file string) []byte { data, _ := tree.Read(file); return data }, tree.Outward)
	k := &keptModule{Found: keptFindings(touching(found, m.Has)), Refuted: refutedIn(m.Result)}
	for _, u := range m.Prog.Units {
		if !m.Has(u.Path) {
			continue
		}
		for _, name := range u.Stats.LostNames {
			k.Lost = append(k.Lost, keptDoubt{File: u.Path, Function: name})
		}
		for _, f := range u.Unit.Funcs {
			if pos, ok := unknownRegion(f); ok {
				k.Unknown = append(k.Unknown, keptDoubt{u.Path, int(pos.Line), f.Name})
			}
		}
	}
	return k
}

func keptFindings(ds []diag.Diagnostic) []keptFinding {
	var out []keptFinding
	for _, d := range ds {
		k := keptFinding{Diagnostic: d, Kin: keptFindings(d.Others), Why: d.Cause, Name: d.CauseName, By: d.Aside}
		k.Others = nil
		out = append(out, k)
	}
	return out
}

func (m *keptModule) findings() []diag.Diagnostic { return diagnostics(m.Found) }

func diagnostics(ks []keptFinding) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, k := range ks {
		d := k.Diagnostic
		d.Others, d.Cause, d.CauseName, d.Aside = diagnostics(k.Kin), k.Why, k.Name, k.By
		out = append(out, d)
	}
	return out
}

// encodeModule makes nothing of a module of which there is nothing to tell, as of
// nearly all.
func encodeModule(m *keptModule) []byte {
	if len(m.Found) == 0 && len(m.Lost) == 0 && len(m.Unknown) == 0 && len(m.Refuted) == 0 {
		return nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // of strings and numbers only
	}
	return data
}

// decodeModules decodes several at a time: of an unchanged tree there are hundreds, and
// nothing else to do. False if one is not whole.
func decodeModules(data [][]byte) (modules []*keptModule, ok bool) {
	modules = make([]*keptModule, len(data))
	var wg sync.WaitGroup
	var next atomic.Int64
	var broken atomic.Bool
	for range min(len(data), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(data); i = int(next.Add(1)) - 1 {
				m, err := decodeModule(data[i])
				if err != nil {
					broken.Store(true)
				}
				modules[i] = m
			}
		})
	}
	wg.Wait()
	return modules, !broken.Load()
}

func decodeModule(data []byte) (*keptModule, error) {
	m := &keptModule{}
	if len(data) == 0 {
		return m, nil
	}
	return m, json.Unmarshal(data, m)
}

// doubts says what of the checked files was not understood: functions that were
// lost, and, in files that the user named one by one, regions that were left
// out. A whole tree has some thousand of those (--stats counts them); somebody
// who looks at one file wants to know.
//
// They are remarks: the rest of the file was checked, and findings that depend
// on such a region are left out rather than guessed.
func (m *keptModule) doubts(j *job) []Problem {
	var problems []Problem
	for _, d := range m.Lost {
		if _, checked := slices.BinarySearch(j.files, d.File); checked {
			problems = append(problems, Problem{File: d.File, Message: fmt.Sprintf("%s() was not understood, and is not checked", d.Function)})
		}
	}
	for _, d := range m.Unknown {
		if j.named[d.File] {
			problems = append(problems, Problem{File: d.File, Line: d.Line,
				Message: fmt.Sprintf("a part of %s() was not understood: what depends on it is not reported", d.Function)})
		}
	}
	return problems
}

// refuted are the candidates in the checked files that cannot happen.
func (m *keptModule) refuted(j *job) []Refuted {
	return slices.DeleteFunc(slices.Clone(m.Refuted), func(r Refuted) bool {
		_, checked := slices.BinarySearch(j.files, r.File)
		return !checked
	})
}

// unknownRegion is where the first region of f lies that was not understood.
func unknownRegion(f *ir.Func) (ir.Pos, bool) {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			if in.Op == ir.InstrUnknown {
				return in.Pos, true
			}
		}
	}
	return ir.Pos{}, false
}
