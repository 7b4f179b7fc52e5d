package engine

// An entry for whose calls the steps do not suffice stops somewhere: a timer of TCP spends
// them on what it may send in its first branch, and its last branch is not looked at. Such
// an entry is walked once more, to find what is near: only functions are looked into from
// which calls by name lead to a sleep that depends on nothing, all within a few calls of
// the entry. These are few even where everything may sleep somehow, as in what sends a
// packet. What else is called counts as what its summary says, as in any walk that does
// not look into callees.
//
// Errs to silence: a sleep that is further away, or that a mask or an argument decides.

// maxNear is the number of calls from an entry to a sleep up to which it is near.
const maxNear = 5

// runNear walks an entry once more, if its steps did not suffice; nil if they did.
func (s *session) runNear(q question) *answer {
	if !s.short {
		return nil
	}
	s.begin()
	s.left, s.work = s.limits.near, s.work+s.limits.near
	q.near = maxNear
	a := s.ask(q)
	s.work -= max(0, s.left)
	s.tell(a)
	return a
}

// isNear: a function that is called here leads to a sleep soon enough. Which are left to go
// is part of the question, so that an answer does not depend on who asked.
func (r *run) isNear(sum *summary) bool { return sum.near > 0 && sum.near < r.near }
