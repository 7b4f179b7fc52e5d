// Package nearest finds what a user probably meant: the known word closest to
// a mistyped one.
package nearest

import (
	"fmt"
	"strings"
)

// Word returns the candidate closest to word by edit distance, or "" if none
// is close enough to be a likely slip: at most a third of the letters wrong.
// Of equally close candidates the first wins.
func Word(word string, candidates []string) string {
	best, bound := "", max(len(word)/3, 1)
	for _, c := range candidates {
		if d := distance(word, c); d <= bound && (best == "" || d < distance(word, best)) {
			best = c
		}
	}
	return best
}

// Hint is Word as the end of an error message: ` (did you mean "x"?)`, or "".
func Hint(word string, candidates []string) string {
	if w := Word(word, candidates); w != "" {
		return ` (did you mean "` + w + `"?)`
	}
	return ""
}

// distance is the Levenshtein distance of a and b in bytes, with a swap of two
// neighbours counted once: the most frequent slip of the keyboard.
func distance(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// Unknown is the error for a word that is not one of the known ones.
func Unknown(what, word string, known []string) error {
	return fmt.Errorf("unknown %s %q%s; it is one of %s", what, word, Hint(word, known), strings.Join(known, ", "))
}
