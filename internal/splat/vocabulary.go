package splat

import (
	_ "embed"
	"strings"
)

//go:embed frames.tbl
var framesTable string

// vocabulary is frames.tbl: words by function, and those that match a prefix.
var vocabulary, prefixed = readTable(framesTable)

type prefixWord struct{ prefix, word string }

// readTable reads lines of a word and the functions that it stands for; a name
// that ends in * is a prefix.
func readTable(text string) (map[string][]string, []prefixWord) {
	exact := map[string][]string{}
	var prefixes []prefixWord
	for _, l := range strings.Split(text, "\n") {
		l, _, _ = strings.Cut(l, "#")
		fields := strings.Fields(l)
		if len(fields) < 2 {
			continue
		}
		for _, name := range fields[1:] {
			if p, ok := strings.CutSuffix(name, "*"); ok {
				prefixes = append(prefixes, prefixWord{p, fields[0]})
			} else {
				exact[name] = append(exact[name], fields[0])
			}
		}
	}
	return exact, prefixes
}

// is tells whether the table gives a function a word.
func is(fn, word string) bool {
	for _, w := range vocabulary[fn] {
		if w == word {
			return true
		}
	}
	for _, p := range prefixed {
		if p.word == word && strings.HasPrefix(fn, p.prefix) {
			return true
		}
	}
	return false
}

// Means tells whether frames.tbl gives a function a word.
func Means(fn, word string) bool { return is(fn, word) }

// Machinery tells whether a function only leads into a context, schedules or locks:
// no frame of it is to blame for what another frame does.
func Machinery(fn string) bool {
	return anyOf(fn, bases) || anyOf(fn, []string{"sched", "lock", "lockdep", "report", "wake"})
}

// SameLock tells whether a call that the source makes can be what a frame shows:
// what the kernel's headers make of a name differs by configuration.
func SameLock(call, frame string) bool {
	return stem(call) == stem(frame) || is(call, "allocation") && is(frame, "allocation") ||
		strings.HasPrefix(call, "wait_") && strings.HasPrefix(stem(frame), "wait_for_co")
}

// SameOnRT is [SameLock] for a lock of PREEMPT_RT, which sleeps: all variants of taking
// it are the same function there, and a raw one is another.
func SameOnRT(call, frame string) bool {
	if strings.HasPrefix(strings.TrimLeft(call, "_"), "raw_") {
		return false
	}
	for _, s := range []string{"_irqsave", "_irq", "_bh"} {
		call = strings.TrimSuffix(call, s)
	}
	return SameLock(call, frame)
}

// SameDepth tells what a report of locks that are taken one within the other asks beside:
// a call that says at which depth it takes its lock is not what another frame shows.
func SameDepth(call, frame string) bool {
	return !strings.HasSuffix(call, nested) || strings.HasSuffix(frame, nested)
}

const nested = "_nested"

// stem is a name without what variants of it add.
func stem(name string) string {
	name = strings.TrimLeft(name, "_")
	for _, p := range []string{"raw_", "rt_"} {
		name = strings.TrimPrefix(name, p)
	}
	for _, s := range []string{nested, "_state", "_noprof", "_common", "_trace"} {
		name = strings.TrimSuffix(name, s)
	}
	return name
}
