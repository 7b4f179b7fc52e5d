package engine

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the bounds in ARCHITECTURE.md")

// TestDocumentedBounds keeps the table of bounds in ARCHITECTURE.md true.
func TestDocumentedBounds(t *testing.T) {
	const doc = "../../ARCHITECTURE.md"
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]int{
		"maxStates": maxStates, "maxVisits": maxVisits, "maxRounds": maxRounds, "maxHolds": maxHolds,
		"maxFacts": maxFacts, "maxCycle": maxCycle, "maxEntry": maxEntry, "maxWork": maxWork,
		"maxEvents": maxEvents, "maxTargets": maxTargets, "fewTargets": fewTargets,
	} {
		row := regexp.MustCompile("(?m)^(\\| `" + name + "` \\| )([0-9]+)( \\|)")
		m := row.FindSubmatch(text)
		switch {
		case m == nil:
			t.Errorf("%s has no row for %s", doc, name)
		case string(m[2]) == fmt.Sprint(value):
		case *update:
			text = row.ReplaceAll(text, fmt.Appendf(nil, "${1}%d${3}", value))
		default:
			t.Errorf("%s: %s is %d, documented %s (-update rewrites it)", doc, name, value, m[2])
		}
	}
	if *update {
		if err := os.WriteFile(doc, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
