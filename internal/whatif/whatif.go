// Package whatif turns an assumption about code into a change of its text, so
// that it can be checked like any other: what if this function slept, ran in
// atomic context, took that lock; what if this PCM were nonatomic.
//
// An edit adds to a line and never adds a line: findings before and after have
// the same places and compare by their fingerprints. The text is checked, never
// compiled, so an insertion need not be what somebody would write.
package whatif

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// Edit is an insertion into a text.
type Edit struct {
	Offset int
	Text   string
	Line   int // where it goes, from 1
}

// Apply makes the insertions. They must not overlap and may come in any order.
func Apply(text []byte, edits []Edit) []byte {
	out := bytes.Clone(text)
	for _, e := range descending(edits) {
		out = append(out[:e.Offset:e.Offset], append([]byte(e.Text), out[e.Offset:]...)...)
	}
	return out
}

func descending(edits []Edit) []Edit {
	out := append([]Edit(nil), edits...)
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			if out[j].Offset > out[i].Offset {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

// at makes an edit at an offset.
func at(text []byte, offset int, insert string) Edit {
	return Edit{offset, insert, 1 + bytes.Count(text[:offset], []byte("\n"))}
}

// Body inserts a statement at the start of a function's body, whose text lies at
// an offset.
func Body(text []byte, function []byte, offset int, statement string) (Edit, error) {
	open := bytes.IndexByte(function, '{')
	if open < 0 {
		return Edit{}, fmt.Errorf("its body was not found")
	}
	return at(text, offset+open+1, " "+statement), nil
}

// guards are the kernel's scoped guards by the kind of a lock.
var guards = map[string]string{
	"": "spinlock_irqsave", "spin": "spinlock_irqsave", "raw_spin": "raw_spinlock_irqsave", "mutex": "mutex",
}

// Statements for an assumption about a function.
const (
	Sleeps = "might_sleep();" + assumed
	Atomic = "guard(preempt)();" + assumed
)

// assumed says of a statement to who sees it in a finding that no file has it.
const assumed = " /* assumed */"

// Takes is the statement that holds a lock for the rest of a function: LOCK, or
// KIND:LOCK with the kind spin, raw_spin or mutex.
func Takes(lock string) (string, error) {
	kind, name, ok := strings.Cut(lock, ":")
	if !ok {
		kind, name = "", lock
	}
	guard, known := guards[kind]
	if !known {
		return "", fmt.Errorf("%q is no kind of lock: want spin, raw_spin or mutex", kind)
	}
	if !lockName.MatchString(name) {
		return "", fmt.Errorf("%q does not name a lock, as in chip->lock", name)
	}
	return "guard(" + guard + ")(&" + name + ");" + assumed, nil
}

// Base is the variable that a lock is reached from: chip of mutex:chip->lock.
func Base(lock string) string {
	if _, name, ok := strings.Cut(lock, ":"); ok {
		lock = name
	}
	if i := strings.IndexAny(lock, "-."); i >= 0 {
		return lock[:i]
	}
	return lock
}

// Knows tells whether a text has the variable that a lock is reached from: a mistyped
// one would be a lock of its own, and the answer one about nothing.
func Knows(text []byte, lock string) bool {
	return regexp.MustCompile(`\b` + Base(lock) + `\b`).Match(text)
}

var lockName = regexp.MustCompile(`^[A-Za-z_]\w*(?:(?:->|\.)[A-Za-z_]\w*)*$`)

var (
	setOps     = regexp.MustCompile(`\bsnd_pcm_set_ops\(\s*([\w>.\[\]-]+)\s*,`)
	linkTable  = regexp.MustCompile(`\bstruct\s+snd_soc_dai_link\s+\w+\s*(?:\[[^\]]*\])*\s*=\s*\{`)
	tableName  = regexp.MustCompile(`\.name\s*=\s*("[^"]*"|\w+)`)
	assignName = regexp.MustCompile(`\b(\w*link\w*(?:\[\w+\])?(?:->|\.))name\s*=\s*("[^"]*"|[^;=]+);`)
)

// Nonatomic makes the PCMs of a text nonatomic: where their ops are set, or where
// a card states its links. link restricts it to the link of that name; "" is all.
func Nonatomic(text []byte, link string) []Edit {
	var out []Edit
	is := func(name []byte) bool { return link == "" || strings.Trim(string(name), `"`) == link }
	if link == "" {
		for _, m := range setOps.FindAllSubmatchIndex(text, -1) {
			out = append(out, at(text, m[0], string(text[m[2]:m[3]])+"->nonatomic = true; "))
		}
	}
	for _, t := range linkTable.FindAllIndex(text, -1) {
		end := closing(text, t[1])
		for _, m := range tableName.FindAllSubmatchIndex(text[t[1]:end], -1) {
			if is(text[t[1]+m[2] : t[1]+m[3]]) {
				out = append(out, at(text, t[1]+m[0], ".nonatomic = 1, "))
			}
		}
	}
	for _, m := range assignName.FindAllSubmatchIndex(text, -1) {
		if is(text[m[4]:m[5]]) {
			out = append(out, at(text, m[0], string(text[m[2]:m[3]])+"nonatomic = 1; "))
		}
	}
	return out
}

// closing is the offset of the brace that ends what is open at an offset.
func closing(text []byte, from int) int {
	depth := 1
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(text)
}
