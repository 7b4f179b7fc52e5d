// Package live says which mutant is alive in a program that package mutate has
// rewritten. Nothing else imports it.
package live

var (
	alive   int
	reached map[int]bool
)

// Set makes mutant n the one that lives, none if it is 0, and returns the set of
// mutants that the program comes by from now on.
func Set(n int) map[int]bool {
	alive, reached = n, map[int]bool{}
	return reached
}

// Is reports whether mutant n lives.
func Is(n int) bool {
	reached[n] = true
	return alive == n
}

// None reports whether none of these lives.
func None(ns ...int) bool {
	none := true
	for _, n := range ns {
		none = !Is(n) && none
	}
	return none
}
