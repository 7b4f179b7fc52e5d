package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "waitcut:", err)
		os.Exit(2)
	}
}

func run(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("waitcut", flag.ContinueOnError)
	root := fs.String("root", "", "kernel tree")
	seed := fs.Int64("seed", 1, "of the draw")
	n := fs.Int("n", 150, "cases to draw")
	set := fs.String("set", "", "cases that were read")
	bin := fs.String("ctxlint", "ctxlint", "program to measure")
	only := fs.String("only", "", "ids to measure, separated by commas")
	cache := fs.String("cache", "none", "cache that the program uses")
	if len(args) == 0 {
		return fmt.Errorf("want draw or measure")
	}
	if err := fs.Parse(args[1:]); err != nil {
		return err
	}
	if *root == "" {
		return fmt.Errorf("no --root")
	}
	switch args[0] {
	case "draw":
		all, err := sites(*root, []string{"drivers", "sound"})
		if err != nil {
			return err
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, c := range draw(all, *seed, *n) {
			if err := enc.Encode(c); err != nil {
				return err
			}
		}
		return nil
	case "measure":
		cases, err := readSet(*set)
		if err != nil {
			return err
		}
		if cases, err = chosen(cases, *only); err != nil {
			return err
		}
		m := measurement{root: *root, bin: *bin, cache: *cache}
		if err := m.measure(cases); err != nil {
			return err
		}
		return m.print(out)
	}
	return fmt.Errorf("%s: want draw or measure", args[0])
}
