package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "gcccalls:", err)
		os.Exit(2)
	}
}

// dirs are sampled if none are named.
const dirs = "drivers/dma,sound/core,sound/soc,drivers/usb,drivers/net/ethernet/intel"

func run(args []string, out, log io.Writer) error {
	fs := flag.NewFlagSet("gcccalls", flag.ContinueOnError)
	fs.SetOutput(log)
	root := fs.String("root", "", "kernel tree, clean; it is not written to")
	dir := fs.String("build", "", "directory to build in, outside the tree")
	from := fs.String("dirs", dirs, "directories to sample, the same number of files each")
	seed := fs.Int64("seed", 1, "of the sample")
	n := fs.Int("n", 150, "files to sample")
	bin := fs.String("ctxlint", "ctxlint", "program to measure")
	built := fs.Bool("built", false, "measure what is built already, and build nothing")
	verbose := fs.Bool("v", false, "print make's output, and each wrong edge")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *root == "" || *dir == "" {
		return errors.New("want --root TREE and --build DIR")
	}
	b := &build{log: io.Discard}
	if *verbose {
		b.log = log
	}
	var err error
	if b.root, err = filepath.Abs(*root); err == nil {
		b.dir, err = filepath.Abs(*dir)
	}
	if err != nil {
		return err
	}
	if !*built {
		if err := b.prepare(); err != nil {
			return err
		}
	}
	files, err := sample(b.root, strings.Split(*from, ","), *seed, *n)
	if err != nil {
		return err
	}
	if !*built {
		if err := b.objects(files); err != nil {
			return err
		}
	}
	return measure(out, b, *bin, files, *verbose)
}

// sample draws files, as many of each directory.
func sample(root string, dirs []string, seed int64, n int) ([]string, error) {
	r := rand.New(rand.NewSource(seed))
	var out []string
	for _, d := range dirs {
		var all []string
		err := filepath.WalkDir(filepath.Join(root, d), func(path string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() && strings.HasSuffix(path, ".c") {
				rel, _ := filepath.Rel(root, path)
				all = append(all, rel)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		slices.Sort(all)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		out = append(out, all[:min(len(all), n/len(dirs))]...)
	}
	return out, nil
}

// measure compares files and prints the sums.
func measure(out io.Writer, b *build, bin string, files []string, verbose bool) error {
	var sum comparison
	notBuilt := 0
	for _, f := range files {
		s, err := b.read(f)
		if errors.Is(err, errNotBuilt) {
			notBuilt++
			continue
		} else if err != nil {
			return err
		}
		ours, err := b.calls(bin, f)
		if err != nil {
			return err
		}
		c := compare(f, s, ours)
		if verbose {
			c.print(out, f)
		}
		sum.after.add(c.after)
		sum.first.add(c.first)
		sum.ours.add(c.ours)
		sum.made.add(c.made)
	}
	fmt.Fprintf(out, "%d objects; %d of the sample are not of this configuration\n", len(files)-notBuilt, notBuilt)
	for _, k := range []struct {
		what string
		f    *figures
	}{
		{"the compiler's after inlining, found", &sum.after},
		{"the compiler's before inlining, found", &sum.first},
		{"ctxlint's, true", &sum.ours},
		{"of functions that macros define, found", &sum.made},
	} {
		fmt.Fprintf(out, "%-38s %d of %d = %.2f %%\n", k.what, k.f.right, k.f.all, k.f.share())
	}
	return nil
}

// print lists the wrong edges of a file.
func (c *comparison) print(out io.Writer, file string) {
	for _, k := range []struct {
		what string
		f    *figures
	}{{"not found, inlined", &c.after}, {"not found", &c.first}, {"not true", &c.ours}, {"macro's function", &c.made}} {
		for _, e := range k.f.wrong {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", k.what, file, e.from, e.to)
		}
	}
}
