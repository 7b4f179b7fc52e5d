// Command mutate asks how well the tests of the engine hold it: it negates one
// condition after the other, drawn by a seed, and runs the tests of the package
// that has it, and of those that are named with --also. What no test notices is
// printed, a line each:
//
//	go run ./internal/mutate --seed 1 --n 60 ./internal/engine
//	go run ./internal/mutate --seed 1 --n 60 --also ./internal/engine ./internal/engine/held
//
// The mutated file is handed to the compiler as an overlay: the work tree is not
// touched. A mutant that does not compile does not count. The exit status is 1 where
// fewer than --floor of a hundred are noticed.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	seed := flag.Uint64("seed", 1, "of the draw")
	n := flag.Int("n", 60, "conditions to negate")
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
	var all []mutant
	for _, dir := range dirs {
		found, err := conditions(dir)
		if err != nil {
			return false, err
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		return false, fmt.Errorf("no conditions in %s", strings.Join(dirs, " "))
	}
	draw := rand.New(rand.NewPCG(seed, 0))
	draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	killed, tried := 0, 0
	for i := 0; i < len(all) && tried < n; i++ {
		verdict, err := all[i].try(also)
		if err != nil {
			return false, err
		}
		switch verdict {
		case broken:
			continue
		case noticed:
			killed++
		case survived:
			fmt.Println("survived", all[i].place, all[i].text)
		}
		tried++
	}
	fmt.Printf("%d of %d conditions noticed (%d %%), seed %d, of %d\n", killed, tried, 100*killed/max(tried, 1), seed, len(all))
	return 100*killed >= floor*tried, nil
}

type verdict int

const (
	broken verdict = iota // does not compile
	noticed
	survived
)

// patience bounds the tests of one mutant: what does not end is noticed.
const patience = 90 * time.Second

// try runs the tests with one condition negated.
func (m *mutant) try(also []string) (verdict, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // left-overs do no harm
	changed := filepath.Join(dir, "file.go")
	overlay := filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]map[string]string{"Replace": {m.file: changed}})
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(changed, m.mutated(), 0o600); err != nil {
		return 0, err
	}
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		return 0, err
	}
	if exec.Command("go", "build", "-overlay", overlay, m.dir).Run() != nil {
		return broken, nil
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	args := append([]string{"test", "-count=1", "-overlay", overlay, m.dir}, also...)
	if exec.CommandContext(ctx, "go", args...).Run() != nil {
		return noticed, nil
	}
	return survived, nil
}
