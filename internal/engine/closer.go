package engine

// Where the steps of an entry do not suffice, what was found depends on which of its
// calls came first: one that leads far spends them, and a sleep two calls below the next
// is not seen. Such an entry is walked once more, as far as few calls lead.
//
// Direction of error: as that of any bound, what lies deeper is lost. Nothing is found
// that a walk without bounds would not find.

// closer prepares another walk of an entry whose steps did not suffice, at no other
// entry's expense.
func (s *session) closer() bool {
	if s.reach > 0 || !s.short {
		return false
	}
	s.begin()
	s.reach, s.left = s.limits.reach, s.limits.closer
	return true
}
