package sim

// Signal ends the sleep of a task, as SIGKILL from the OOM killer does. A task says
// that it can get it with Catch, another sends it. Waits that ask for signals, those
// of a [WaitQueue] between Prepare and Finish, then return.
type Signal struct {
	object
	pending bool
}

// Init prepares the signal.
func (s *Signal) Init(k *Kernel, name string) { s.init(k, name) }

// Catch makes the current task the one that the signal is sent to.
func (s *Signal) Catch() { s.k.cur.signal = s }

// Send sends the signal. It may be called from any context.
func (s *Signal) Send() {
	s.k.touch("send signal", &s.object)
	s.pending = true
}

// SignalPending is signal_pending(current).
func (k *Kernel) SignalPending() bool {
	s := k.cur.signal
	if s == nil || k.unwinding {
		return false
	}
	k.look("signal_pending", &s.object)
	return s.pending
}

// interrupted orders the end of a sleep after the signal that has ended it.
func (k *Kernel) interrupted(a *actor) {
	if a.signalled() {
		k.read(&a.signal.object)
	}
}

// signalled reports whether a sleep of the task ends at once.
func (a *actor) signalled() bool { return a.signal != nil && a.signal.pending }
