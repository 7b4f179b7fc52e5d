package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func graphCommand() *cobra.Command {
	var o driver.GraphOptions
	var progress string
	c := &cobra.Command{
		Use:   "graph [flags] FUNC[@FILE]... | FILE.c... | --pairs FILE",
		Short: "Show the call graph that findings stand on",
		Long: `Prints the calls that lead from functions, or from all functions of files: by
name, and through pointers by the flow of function values, each with the member
that it goes through and the place that makes it so. One JSON object a line:

  {"caller":"…","callee":"…","file":"…","line":1,"kind":"direct|pointer",
   "via":"struct member","because":"file:line"}

As dot or mermaid the graph is folded: a function with one way in and one way
out becomes a part of that way.

--towards callers turns around, within the module of the function; --towards
sleepers leaves only the ways to calls that may sleep.

--pairs reads lines of outer<TAB>inner[<TAB>file of outer<TAB>file of inner] and
says for each, in order, whether the graph leads from one to the other:

  {"caller":"outer","callee":"inner","found":true,"way":["outer","…","inner"]}`,
		Example: `  ctxlint graph sdma_tx_status@drivers/dma/imx-sdma.c
  ctxlint graph --format dot --within 3 sdma_tx_status@drivers/dma/imx-sdma.c
  ctxlint graph --towards sleepers soc_pcm_trigger@sound/soc/soc-pcm.c
  ctxlint graph drivers/dma/virt-dma.c
  ctxlint graph --pairs pairs.tsv --within 4`,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 && o.Pairs == "":
				return errors.New("name a function, a file, or --pairs FILE; see `ctxlint graph --help`")
			case len(args) > 0 && o.Pairs != "":
				return errors.New("--pairs takes no functions beside its file")
			}
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			o.Specs, o.In = args, os.Stdin
			for _, a := range args {
				o.Paths = append(o.Paths, placesIn(a)...)
			}
			bar := newBar(progress)
			o.Progress = bar.update
			err := driver.Graph(c.Context(), os.Stdout, &o)
			bar.finish()
			if err != nil {
				return err
			}
			return printProblems(o.Problems)
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &o.Options)
	addCompileFlag(fs, &o.Options)
	addCacheFlag(fs, &o.Options)
	fs.StringVar(&o.Format, "format", "jsonl", "output format: "+list(driver.GraphFormats))
	fs.StringVar(&o.Towards, "towards", "callees", "direction: "+list(driver.GraphTowards))
	fs.IntVar(&o.Within, "within", 0, "how many calls to follow (default: 2 from functions, 1 from those of files)")
	fs.StringVar(&o.Pairs, "pairs", "", "`file` of pairs of functions to ask about, - for standard input")
	addProgressFlag(fs, &progress)
	return c
}
