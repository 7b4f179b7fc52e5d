// Package splat reads what the kernel prints when it catches code in the wrong
// context: the text as people paste it, out of dmesg, a journal, a mail.
//
// # How
//
// [Parse] works in steps, each in a file. The text is made into lines without
// what transport put around them: quoting, stamps, soft breaks (clean.go). Lines
// that a mailer wrapped are joined (wrap.go). A line is then a title, a section,
// a frame, or nothing (title.go, section.go, frame.go), and a small machine
// puts them into reports (parse.go).
//
// [Judge] says what the frames alone tell: which frame sleeps, in which context
// the innermost code runs, which frame brought it there. What functions of the
// core mean in a trace is not in code but in frames.tbl.
//
// The package knows no tree. Who maps frames to functions imports it.
//
// # Direction of error
//
// A line that is not understood is left out and never an error: a trace with a
// frame less is still of use. A frame that may be stale is kept and marked.
package splat

// Kind is what the kernel complained about.
type Kind string

// Kinds of reports.
const (
	Sleeping     Kind = "sleeping"     // sleeping function called from invalid context
	Scheduling   Kind = "scheduling"   // scheduling while atomic
	WaitContext  Kind = "wait-context" // invalid wait context
	Inconsistent Kind = "inconsistent" // inconsistent lock state
	Inversion    Kind = "inversion"    // irq lock inversion, safe → unsafe order
	Circular     Kind = "circular"     // circular or recursive locking
	Hung         Kind = "hung"         // a task is blocked
	UAF          Kind = "uaf"          // use after free, seen by KASAN
	Null         Kind = "null"         // NULL dereference
	Other        Kind = "other"
)

// Frame is one entry of a stack.
type Frame struct {
	Func   string // without suffixes of the compiler; "" for a mark
	Module string
	File   string // where the decoder printed it
	Line   int
	Offset uint64
	Mark   string // "<IRQ>", "</IRQ>", "<TASK>", "…"
	// Inlined: the decoder expanded it, it has no frame of its own.
	Inlined bool
	// Doubtful: the kernel or the form says that it may be stale.
	Doubtful bool
	// Gap: the source of the trace leaves frames out after this one.
	Gap bool
}

// Stack is a trace within a report that is not the one of the report itself.
type Stack struct {
	What   string // "Allocated by", "Freed by", or lockdep's words
	Frames []Frame
}

// Lock is one of the locks held at the time of the report.
type Lock struct {
	Name string // lockdep's name of the class
	At   string // function that took it
	Wait int    // lockdep's outer wait type, 0: not printed
}

// Report is one complaint.
type Report struct {
	Kind  Kind
	Title string
	Line  int    // of the title, or of the first frame, from 1
	At    string // file:line that the title names
	// What the kernel printed about the context; nil: it did not.
	InAtomic, IRQsOff, RCU *int
	Count                  *Count
	Comm                   string
	Workqueue              string
	Frames                 []Frame // from the innermost to the outermost
	PC                     string  // function of the program counter
	PreemptOff             string  // "Preemption disabled at"
	IRQOffAt               string  // "hardirqs last disabled at"
	Hardirq                bool    // an inconsistent lock is one of a hard interrupt
	Locks                  []Lock
	Stacks                 []Stack
}

// Reliable are the frames without marks, doubtful ones, and what the report's own
// machinery left at the top of the stack.
func (r *Report) Reliable() []Frame { return reliable(r.Frames) }

func reliable(frames []Frame) []Frame {
	var out []Frame
	for _, f := range frames {
		if f.Mark == "..." && len(out) > 0 {
			out[len(out)-1].Gap = true
		}
		if f.Mark != "" || f.Doubtful || len(out) == 0 && is(f.Func, "report") {
			continue
		}
		out = append(out, f)
	}
	return out
}
