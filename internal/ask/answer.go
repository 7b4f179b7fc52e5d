package ask

// ContextSchema names the form of [Answer] as JSON. It changes when a field goes
// or means something else, not when one is added; docs/schema has it.
const ContextSchema = "ctxlint/context/1"

// Answer is what is known of one function, or of a line in it.
type Answer struct {
	Schema   string    `json:"schema"`
	Function string    `json:"function"`
	File     string    `json:"file"`
	Line     int       `json:"line"`         // of the definition
	At       int       `json:"at,omitempty"` // line that was asked about
	Contexts []Context `json:"contexts"`
	Sleep    Sleep     `json:"sleep"`
	May      []May     `json:"may"`
	// Limits say what was left out, or guessed.
	Limits []string `json:"limits,omitempty"`
}

// Context is one context in which the code runs.
type Context struct {
	// Kind is process, atomic, softirq, hardirq or nmi.
	Kind string `json:"kind"`
	// MaySleep says whether sleeping is allowed.
	MaySleep bool   `json:"may_sleep"`
	Why      string `json:"why"`
	// Held are the locks and counters in force, the innermost last.
	Held []Held `json:"held"`
	// Way leads from the root to the function, and is the witness.
	Way []Step `json:"way"`
	// Roots is the number of ways of this kind that were seen, Others a few more
	// functions that they begin in.
	Roots  int      `json:"roots"`
	Others []string `json:"others,omitempty"`
	// Assumed: nobody is known to call the root, which counts as process context.
	Assumed bool `json:"assumed,omitempty"`
	// RunBy is what runs the root of a way in a task of the kernel's own: work, thread,
	// interrupt thread. Absent where the task may be a user's on all ways.
	RunBy string `json:"run_by,omitempty"`
	// Doubt says why the ways of this kind may not exist. Such contexts come last, and
	// what the code may do does not follow from them.
	Doubt string `json:"doubt,omitempty"`
}

// Held is a lock or a counter in force.
type Held struct {
	What     string `json:"what"` // lock, rcu, irqs-off, bh, preempt
	Lock     string `json:"lock,omitempty"`
	By       string `json:"by"` // the call that did it
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Forbids  bool   `json:"forbids_sleep"`
}

// Step is one line of a way.
type Step struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
	What     string `json:"what"`
}

// Sleep says whether the function sleeps.
type Sleep struct {
	// Answer is yes, no, depends (on an argument) or unknown.
	Answer string `json:"answer"`
	// Depends are the parameters that decide, in words.
	Depends []string `json:"depends,omitempty"`
	// Ways end in a call that sleeps, each a witness.
	Ways []SleepWay `json:"ways,omitempty"`
}

// SleepWay is one way to a sleep.
type SleepWay struct {
	Callee string `json:"callee"` // what sleeps
	When   string `json:"when,omitempty"`
	Sure   bool   `json:"sure"`
	Steps  []Step `json:"steps"`
}

// May says whether the code may do something.
type May struct {
	Do      string `json:"do"`
	Allowed bool   `json:"allowed"`
	How     string `json:"how,omitempty"`
	Because string `json:"because,omitempty"`
}

// OpSchema names the form of [OpAnswer].
const OpSchema = "ctxlint/op/1"

// OpAnswer is what is known of an op.
type OpAnswer struct {
	Schema  string `json:"schema"`
	Op      string `json:"op"`
	Context string `json:"context"` // the contract; unknown: none is written down
	Stated  string `json:"stated,omitempty"`
	Note    string `json:"note,omitempty"`
	// Implementers are all functions of the tree that are bound to it.
	Implementers []Implementer `json:"implementers"`
	Limits       []string      `json:"limits,omitempty"`
}

// Implementer is one function that an op points to.
type Implementer struct {
	Function string    `json:"function"`
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Context  string    `json:"context"` // of this one: a PCM may be nonatomic
	Why      string    `json:"why"`
	Breaks   *SleepWay `json:"breaks,omitempty"` // how it sleeps all the same
}
