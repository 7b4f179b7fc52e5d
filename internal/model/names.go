package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Name is something that the engine looks for by what it stands for: the type
// of a PCM, the function that creates one, the member that makes it nonatomic.
// An engine without these names sees no PCM, and loses what follows from it.
type Name struct {
	Name string
	// Args are the arguments of a function that matter, in the order that the
	// role says.
	Args []int
}

// nameRoles lists the roles, and how many arguments each names.
var nameRoles = map[string]int{
	"pcm-struct":         0, // the type of a PCM
	"pcm-ops":            0, // its ops table
	"pcm-new":            0, // creates one
	"pcm-install":        1, // hands it its ops: which argument they are
	"pcm-dmaengine":      0, // makes its periods come from DMA completion callbacks
	"nonatomic-member":   0, // the member, of a PCM or of what PCMs are made from, that makes it nonatomic
	"regmap-constructor": 0, // what names of constructors contain, before the bus
	"regmap-fast-member": 0, // the member that makes a map usable in atomic context
	"regmap-unlocked":    0, // the member that leaves a map without a lock of its own
	"regmap-fast":        2, // a constructor that takes the flag and the map
	"irq-safe":           0, // declares that the device can be resumed in atomic context
	"timer-mode":         2, // starts or sets up a timer: the timer and its mode
	"defined-by-hand":    0, // a macro that no option defines
	"macro-of-build":     0, // what names of macros begin with that the build, an option or the compiler defines
	"one-cpu":            0, // an option of Kconfig that stands for machines with one CPU, which cannot have PREEMPT_RT either
	"mask-type":          0, // the type of an allocation's mask
	"mask-nonblocking":   0, // a mask for atomic context, the usual one first
	"timer-mode-hard":    0, // the flag in a mode that keeps the timer's function in the hard interrupt on PREEMPT_RT
	"timer-mode-soft":    0, // the flag in a mode that makes the timer's function run in softirq context
	"work-queued":        2, // puts work on a queue: the queue and the work
	"bh-queue":           0, // a queue whose work runs in softirq context
	"actor-wrapper":      0, // a type that holds an actor and is known by its own name
	"cancels":            1, // takes the actor at the argument off its timer, without a wait
	"delayed-type":       0, // a work that waits for its time
	"pending-test":       1, // tells whether the actor at the argument waits to run
	"queue-wait":         1, // waits for what is on the queue at the argument
	"private-free":       1, // frees the object at the argument and the driver's memory behind it
	"private-member":     0, // a member, "struct.field", that leads to that memory
	"devres-prefix":      0, // what names of functions begin with whose deed devres undoes
	"release-prefix":     0, // the same, of the release of an object that outlives the teardown
	"current-actor":      0, // gives the actor that is running, to compare with another
	"also-process":       0, // an op that is called in process context with interrupts enabled, too, whatever its contract
	"setting-up":         0, // an op during which the device does not interrupt, or not yet
	"hard-with-some":     0, // a deferred function that is a hard interrupt with some hardware
	"boot":               0, // runs while the kernel boots, before anything else does
	"boot-op":            0, // a pointer to such a function
	"late":               0, // runs when the kernel goes down or has crashed
	"late-op":            0, // a pointer to such a function
	"called-faults-off":  0, // is called with page faults disabled
	"polling-op":         0, // an op that is called late
	"runs-unlocked":      2, // a macro that drops a lock, which argument, while it runs another argument
	"bus-lock-op":        0, // locks the slow bus of a chip for the ops that follow
	"bus-locked-op":      0, // an op that is called between those that lock and unlock the bus
	"caches-only":        0, // has accesses of a register map go to its cache
	"held-active":        0, // a table whose ops are called only while a runtime PM reference on the device is held
	"seldom-so":          0, // a member, or member:FLAG, that is set in few objects only
	"asks-may-sleep":     0, // a flag by which the caller of a callback says that it may sleep
	"restart-op":         0, // an op that restarts the machine
	"polls-late":         0, // sleeps elsewhere; when the machine goes down it polls
	"polls-there":        0, // sleeps elsewhere; in such an op it polls, or there is nobody to wait for
	"puts-last":          0, // drops a reference, and tells whether it was the last
	"large-block":        0, // tells whether memory comes from the allocator of large blocks
	"puts-not-last":      0, // drops one, and tells whether it was not
	"fills-memory":       2, // sets memory: where, and the value of each byte
	"reads-memory":       1, // only reads what the argument points to
	"compares-memory":    2, // only reads what two arguments point to
	"zeroed-memory":      0, // hands out memory that is zero
	"never-null":         0, // yields a pointer that is not null
	"ends-use":           0, // has begins-use answer no from then on, of the object that is its first argument
	"begins-use":         0, // tells whether an object may still be used
	"gets-device-data":   0, // yields what was given to the device that is its argument
	"sets-device-data":   1, // gives an argument to a device
	"tells-pending":      1, // tells whether the timer at the argument is to run
	"sums-checked":       3, // tells whether a sum overflows, and stores it: what is added, and where to
	"enables-irqs":       0, // comes back with interrupts on, whoever calls it
	"picks-smaller":      2, // yields the smaller one of the arguments
	"picks-larger":       2, // yields the larger one
	"picks-between":      3, // yields the first argument within the bounds that the others are
	"ticks-of":           2, // yields the timer ticks of a time: where it is, and how many make a second
	"static-key":         0, // tells whether the static key at its first argument is on
	"lets-suspend":       0, // lets go of the device at its first argument, which may be suspended then
	"not-the-thread":     0, // waits for the hard handlers of an interrupt, and not for their threads
	"masks-irq":          0, // keeps an interrupt from coming, without a wait
	"register-write":     0, // writes to the device
	"bus-driver":         0, // the type that the driver of each bus has a member of
	"private-elsewhere":  0, // yields what lies behind another object than its argument
	"stays-bound":        0, // the member of a driver that keeps its devices bound to it
	"registers-builtin":  0, // registers a driver for good, which stays bound where its table says so
	"registers-bound":    0, // registers a driver whose devices stay bound to it
	"of-whole-device":    0, // sets up what does not end with an interface of the device
	"ends-for-good":      0, // waits for an actor and keeps it from being started again
	"busy-wait":          1, // spins: 0 for nanoseconds, 1 for microseconds, 2 for milliseconds
	"handler-data":       2, // registers a function: the argument that the function will get, and as which of its own
	"irq-flags":          1, // requests an interrupt: its flags
	"irq-oneshot":        0, // the flag that keeps the line masked until a thread has run
	"irq-hard":           0, // a flag that keeps the handler in hard interrupt on PREEMPT_RT
	"open-test":          0, // tells whether a device is in use, which it is not while it is set up
	"counts-up":          1, // counts the counter at the argument up
	"first-vector":       0, // the member, "struct.field", that holds the interrupt that is number 0
	"numbered-vector":    1, // gives an interrupt by the number at the argument
	"counts-down":        1, // drops the counter at the argument, and tells whether it was the last
	"turns-type":         0, // of what is waited for and given back, or given by somebody else
	"gives-back":         1, // which argument is a handle that is gone afterwards
	"registers-notifier": 1, // which argument is the notifier
	"notifier-call":      0, // the member that holds the function of a notifier
	"defers-to-rcu":      1, // which argument is a function that RCU calls later
	"rcu-barrier":        0, // waits for all functions that RCU is to call
	"irq-off":            0, // a flag that leaves the interrupt off when it is requested
	"irq-shared":         0, // a flag that lets other devices raise the interrupt, too
	"irq-on":             0, // turns an interrupt on
	"rt-preemptible":     0, // disables preemption, and on PREEMPT_RT does not
	"rt-option":          0, // the option of a kernel that is PREEMPT_RT
	"rt-architecture":    0, // the option that an architecture sets which can be
	"rt-hard-op":         0, // an op, "struct.member", that PREEMPT_RT calls where nothing may sleep
	"module-exit":        1, // names the function that ends a module
	"module-init":        1, // names the one that begins it
	"error-test":         1, // tells whether the pointer at the argument is an error
	"error-of":           1, // makes an error of the argument, or hands it on
	"dma-channel":        0, // the type of a DMA channel
	"counted-type":       0, // the type of a member that counts references to its struct
	"provider":           0, // the ops table that makes a DMA provider
	"registers":          0, // a type that stands for a device's registers, where these are no bare address
	"completion-wait":    1, // waits until the completion at the argument is done
	"completion-done":    1, // does it
	"tests-bit":          0, // functions of the number of a bit and the word it is in
	"sets-bit":           0,
	"clears-bit":         0,
	"test-and-set-bit":   0,
	"test-and-clear-bit": 0,
	"spinning-rwlock":    0, // the type of a lock that does not sleep and has readers
	"spinning-lock":      0, // the type of a lock that does not sleep
	"raw-lock":           0, // of one that does not on PREEMPT_RT either
	"mutex-type":         0, // of a mutex
	"rwsem-type":         0, // of a lock that sleeps and has readers
	"rcu-token":          0, // stands in annotations for an RCU read-side section
	"rcu-bh-token":       0, // for one with bottom halves off
	"rcu-sched-token":    0, // for one with preemption off
	"asserts-held":       1, // says that the lock at the argument is held
	"asserts-spinning":   1, // the same of a lock that does not sleep
	"entry-macro":        0, // begins the name of a macro that defines an entry, as X3(name)
	"entry-table":        0, // calls the entries through a table that a build makes
	"init-table":         0, // calls what module-init names
	"entry-prefix":       0, // begins the names that such a function has at run time
	"hands-on":           1, // yields its argument, or nothing
	"assigns":            2, // stores to the place, or behind the address, at the first argument the second
	"defines":            2, // defines, at file scope, a variable of the type at the first argument by the name at the second
	"match-data":         0, // yields what a match table holds for the device
	"match-member":       0, // the member, "struct s.field", of a table that it yields
	"reads-at":           1, // yields what its argument, an address, points to

	"asserts-irqs-off":    0, // says that interrupts are off
	"asserts-preempt-off": 0, // that preemption is
	"asserts-bh-off":      0, // that softirqs are
	"asserts-rcu":         0, // that an RCU read-side section is open
	"tests-rcu":           0, // tells whether one is
	"tests-irqs-off":      0,
	"tests-bh-off":        0,
	"tests-held":          1, // tells whether the lock at the argument is held
	"warns-if":            0, // warns if its first argument holds
	"warns-unless":        0, // unless it does
}

// addName enters one row of a table of names.
func (l *loader) addName(r Row) error {
	words := strings.Fields(r.Columns[0])
	n, ok := nameRoles[words[0]]
	if !ok || len(words) != n+1 {
		return fmt.Errorf("unknown role %q, or not %d arguments", r.Columns[0], n)
	}
	name := Name{Name: r.Columns[1]}
	for _, w := range words[1:] {
		i, err := strconv.Atoi(w)
		if err != nil {
			return err
		}
		name.Args = append(name.Args, i)
	}
	l.m.names[words[0]] = append(l.m.names[words[0]], name)
	return l.unique(r, "name "+words[0]+" "+name.Name)
}

// Names lists what has a role, in the order of the tables.
func (m *Model) Names(role string) []Name { return m.names[role] }

// Name is the first name with a role, "" if there is none.
func (m *Model) Name(role string) string {
	if n := m.names[role]; len(n) > 0 {
		return n[0].Name
	}
	return ""
}

// HandsOn is the argument that a call of name yields as it is.
func (m *Model) HandsOn(name string) (arg int, ok bool) { return argumentOf(m.handsOn, name) }

// ReadsAt is the argument of a call of name that points to what it yields.
func (m *Model) ReadsAt(name string) (arg int, ok bool) { return argumentOf(m.readsAt, name) }

// Argument is the argument that a name with a role says, ok if it has the role.
func (m *Model) Argument(role, name string) (arg int, ok bool) {
	return argumentOf(m.names[role], name)
}

// argumentOf is the first argument that the role of a name is about.
func argumentOf(among []Name, name string) (arg int, ok bool) {
	for i := range among {
		if n := &among[i]; n.Name == name {
			return n.Args[0], true
		}
	}
	return 0, false
}

// Assigns are the arguments of a call of name that stores one to the other.
func (m *Model) Assigns(name string) (place, value int, ok bool) {
	return argumentsOf(m.assigns, name)
}

// Defines are the arguments of a macro's call that defines a variable: its type and
// its name.
func (m *Model) Defines(macro string) (typ, name int, ok bool) {
	return argumentsOf(m.names["defines"], macro)
}

// argumentsOf are the two arguments that the role of a name is about.
func argumentsOf(among []Name, name string) (first, second int, ok bool) {
	for i := range among {
		if n := &among[i]; n.Name == name {
			return n.Args[0], n.Args[1], true
		}
	}
	return 0, 0, false
}

// Is tells whether a name has a role.
func (m *Model) Is(role, name string) bool {
	for _, n := range m.names[role] {
		if n.Name == name {
			return true
		}
	}
	return false
}
