package ask

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// rule is the one that speaks of what the report shows; "": none.
func (e *explanation) rule() string {
	any := func(word string) bool {
		return slices.ContainsFunc(e.frames, func(f splat.Frame) bool { return splat.Means(f.Func, word) })
	}
	sleeper := ""
	if e.v.Sleeper >= 0 {
		sleeper = e.frames[e.v.Sleeper].Func
	}
	switch e.r.Kind {
	case splat.Sleeping, splat.Scheduling, splat.WaitContext:
		switch {
		case splat.Means(sleeper, "rt-lock") || e.r.Kind == splat.WaitContext:
			return "rt-sleeping-lock"
		case any("period") && any("stream-lock") && (e.v.Base == "softirq" || e.v.Base == "hardirq"):
			return "mutex-in-period-elapsed"
		case splat.Means(sleeper, "dma-wait") || any("dma-wait"):
			return "sync-in-atomic"
		case splat.Means(sleeper, "allocation"):
			return "alloc-in-atomic"
		}
		return "sleep-in-atomic"
	case splat.Inconsistent, splat.Inversion:
		return "irq-unsafe-lock"
	case splat.Hung:
		return "wait-on-self"
	case splat.UAF, splat.Null:
		switch {
		case any("period"):
			return "pcm-no-sync-stop"
		case any("completion"):
			return "free-before-synchronize"
		case e.v.Base == "softirq" || e.v.Base == "hardirq" || e.v.Base == "work":
			return "free-before-quiesce"
		}
	}
	return ""
}

//go:embed examples.tbl
var examplesTable string

// examples are functions of the tree that do right what a rule is about.
func (w *World) examples(rule string) []string {
	var out []string
	for _, l := range strings.Split(examplesTable, "\n") {
		fields := strings.SplitN(l, "\t", 4)
		if len(fields) != 4 || fields[0] != rule {
			continue
		}
		data, err := w.o.Tree.Read(fields[1])
		if err != nil {
			continue
		}
		for _, f := range cdriver.Functions(data) {
			if f.Name == fields[2] {
				out = append(out, fields[1]+": "+f.Name+"(): "+fields[3])
				break
			}
		}
	}
	return out
}
