// Command mutate asks how well the tests of the engine hold it: it negates one
// condition after the other, drawn by a seed, and runs the tests of the package
// that has it, and of those that are named with --also. What no test notices is
// printed, a line each:
//
//	go run ./internal/mutate --seed 1 --n 60 ./internal/engine
//	go run ./internal/mutate --n 0 --also ./internal/engine ./internal/engine/held
//
// --n 0 tries every condition. The exit status is 1 where fewer than --floor of a
// hundred are noticed.
//
// All mutants of the packages are compiled into one test binary each, and told apart
// by an environment variable: a mutant costs one run of the tests and no build. The
// changed files are handed to the compiler as an overlay; the work tree is not
// touched. A survivor that the tests never came to is marked so: it wants a test of
// another situation, the others want one that looks closer.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

func main() {
	seed := flag.Uint64("seed", 1, "of the draw")
	n := flag.Int("n", 60, "conditions to negate, 0 for all")
	floor := flag.Int("floor", 0, "of a hundred that must be noticed")
	also := flag.String("also", "", "packages, by commas, whose tests run as well")
	flag.Parse()
	ok, err := run(*seed, *n, *floor, strings.FieldsFunc(*also, func(r rune) bool { return r == ',' }), flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

func run(seed uint64, n, floor int, also, dirs []string) (bool, error) {
	l, err := newLab(also, dirs)
	if err != nil {
		return false, err
	}
	defer l.close()
	draw := rand.New(rand.NewPCG(seed, 0))
	all := l.mutants
	draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if n == 0 || n > len(all) {
		n = len(all)
	}
	killed := 0
	for _, m := range all[:n] {
		switch {
		case l.noticed(m):
			killed++
		case !l.reached[m.id]:
			fmt.Printf("survived %s %s (not reached)\n", m.place, m.text)
		default:
			fmt.Println("survived", m.place, m.text)
		}
	}
	fmt.Printf("%d of %d conditions noticed (%d %%), seed %d, of %d\n", killed, n, 100*killed/n, seed, len(all))
	return 100*killed >= floor*n, nil
}
