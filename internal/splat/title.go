package splat

import (
	"regexp"
	"strconv"
	"strings"
)

// titles are the first lines of reports. A weak one stands for the consequence
// of a report that is still open: the oops of a kernel that panics on warnings.
var titles = []struct {
	re   *regexp.Regexp
	kind Kind
	weak bool
}{
	{regexp.MustCompile(`(?i)sleeping function called from (?:invalid|illegal) context(?: at (\S+))?`), Sleeping, false},
	{regexp.MustCompile(`scheduling while (?:in )?atomic`), Scheduling, false},
	{regexp.MustCompile(`bad: scheduling from the idle thread`), Scheduling, false},
	{regexp.MustCompile(`(?i)Voluntary context switch within RCU read-side critical section`), Scheduling, false},
	{regexp.MustCompile(`BUG: Invalid wait context`), WaitContext, false},
	{regexp.MustCompile(`inconsistent lock state`), Inconsistent, false},
	{regexp.MustCompile(`possible (?:irq|interrupt) lock inversion dependency detected`), Inversion, false},
	{regexp.MustCompile(`(?:SOFT|HARD)IRQ-\w*-?safe -> (?:SOFT|HARD)IRQ-\w*-?unsafe lock order detected`), Inversion, false},
	{regexp.MustCompile(`possible (?:circular|recursive) locking(?: dependency)? detected|possible deadlock in `), Circular, false},
	{regexp.MustCompile(`INFO: task \S+ blocked for more than \d+ seconds|INFO: task hung in`), Hung, false},
	{regexp.MustCompile(`KASAN: (?:slab-)?use-after-free|KASAN: .*\bUAF\b|BUG: KFENCE: use-after-free|KASAN: double-free|KASAN: invalid-free`), UAF, false},
	{regexp.MustCompile(`BUG: K[A-Z]+SAN: |BUG: KFENCE: |UBSAN: `), Other, false},
	{regexp.MustCompile(`(?i)unable to handle kernel NULL pointer dereference|BUG: kernel NULL pointer dereference|KASAN: null-ptr-deref`), Null, true},
	{regexp.MustCompile(`(?i)unable to handle (?:kernel|page fault)|general protection fault|kernel BUG at |Internal error: |^Oops: `), Other, true},
	{regexp.MustCompile(`suspicious RCU usage|lock held when returning to user space|bad unlock balance detected`), Other, false},
	{regexp.MustCompile(`WARNING: (?:CPU: \d+ PID: \d+ |\S+:\d+ )at ?(\S+:\d+)?`), Other, false},
	{regexp.MustCompile(`(?:rcu: )?INFO: rcu_\w+ (?:self-)?detected stall|BUG: soft lockup|hard LOCKUP|NMI backtrace for cpu|list_(?:add|del) corruption`), Other, true},
}

// titleOf recognises the first line of a report.
func titleOf(text string) (kind Kind, at string, weak, ok bool) {
	for i := range titles {
		t := &titles[i]
		if m := t.re.FindStringSubmatch(text); m != nil {
			if len(m) > 1 {
				at = m[1]
			}
			return t.kind, at, t.weak, true
		}
	}
	return "", "", false, false
}

func isTitle(text string) bool {
	_, _, _, ok := titleOf(text)
	return ok
}

// blocked is the task of a hung-task report: its trace is not of the current
// task, and starts inside the scheduler.
var blocked = regexp.MustCompile(`task (\S+):\d+ blocked`)

var (
	flags = regexp.MustCompile(`in_atomic\(\): ?(\d+), irqs_disabled\(\): ?(\d+)`)
	rcu   = regexp.MustCompile(`RCU nest depth: (\d+)`)
	comm  = regexp.MustCompile(`\b(?:name: |Comm: |comm: )([^\s,]+)`)
	wq    = regexp.MustCompile(`^Workqueue: \S+ (\S+)`)
	pc    = regexp.MustCompile(`^(?:RIP: (?:[0-9a-f]{4}:)?(?:\[<[0-9a-f]+>\]\s*)*|pc : |PC is at |epc ?: |NIP \[[0-9a-f]+\] |EIP: (?:\[<[0-9a-f]+>\]\s*)?)` + symbol + `\+0x`)
	warn  = regexp.MustCompile(`^WARNING: .*\bat (?:\S+:\d+,? )?` + symbol + `\+0x`)
	count = regexp.MustCompile(`scheduling while (?:in )?atomic: (\S+)/\d+/(?:0x)?([0-9a-f]+)`)
	// inRCU is what is said of a task that schedules, or may, in a read-side section.
	inRCU = regexp.MustCompile(`(?i)(illegal|voluntary) context switch (?:in|within) RCU\S* read-side`)
	// irqsOff is the line of lockdep's that names who disabled interrupts last.
	usage   = regexp.MustCompile(`^inconsistent \{[A-Z-]*HARDIRQ-`)
	irqsOff = regexp.MustCompile(`^hardirqs last\s+disabled at \(\d+\): (?:\[<[0-9a-f]+>\]\s*)?` + symbol)
)

// header reads what a report says about its context.
func (r *Report) header(text string) {
	if m := flags.FindStringSubmatch(text); m != nil {
		r.InAtomic, r.IRQsOff = number(m[1]), number(m[2])
	}
	if m := rcu.FindStringSubmatch(text); m != nil {
		r.RCU = number(m[1])
	}
	if m := comm.FindStringSubmatch(text); m != nil && r.Comm == "" {
		r.Comm = m[1]
	}
	if m := blocked.FindStringSubmatch(text); m != nil {
		r.Comm = m[1]
	}
	if m := count.FindStringSubmatch(text); m != nil {
		r.Comm = strings.TrimSuffix(m[1], "/")
		one := 1
		r.InAtomic = &one
		if n, err := strconv.ParseUint(m[2], 16, 32); err == nil {
			c := Count(n)
			r.Count = &c
		}
	}
	if m := inRCU.FindStringSubmatch(text); m != nil && r.RCU == nil {
		one := 1
		r.RCU = &one
		if strings.EqualFold(m[1], "illegal") {
			r.Kind = Sleeping
		}
	}
	if m := irqsOff.FindStringSubmatch(text); m != nil && r.IRQOffAt == "" {
		r.IRQOffAt = bare(m[1])
	}
	r.Hardirq = r.Hardirq || usage.MatchString(text)
	if m := wq.FindStringSubmatch(text); m != nil && r.Workqueue == "" {
		r.Workqueue = bare(m[1])
	}
	for _, re := range []*regexp.Regexp{pc, warn} {
		if m := re.FindStringSubmatch(text); m != nil && r.PC == "" {
			r.PC = bare(m[1])
		}
	}
}

func number(s string) *int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &n
}
