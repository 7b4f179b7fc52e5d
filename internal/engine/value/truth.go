package value

// Truth is what is known about a condition.
type Truth int8

// The three answers.
const (
	Maybe Truth = iota
	Yes
	No
)

// Not is the answer to the opposite question.
func (t Truth) Not() Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Maybe
}

// TruthOf is the answer of one who knows.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
