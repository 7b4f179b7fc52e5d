package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func contextCommand() *cobra.Command {
	var o driver.Options
	var format, progress string
	c := &cobra.Command{
		Use:   "context [flags] FUNC[@FILE] | FILE:LINE | STRUCT.MEMBER...",
		Short: "Say in which contexts a function runs, and what it may do there",
		Long: `Lists every context in which a function, or a line of it, can run: process,
atomic, softirq, hard interrupt. Each with the locks that are held, where they
were taken, and one way that leads there. Says whether the function sleeps
itself, and what it may do: sleep, allocate, take a mutex, wait.

For an op, as snd_soc_dai_ops.trigger, it says the contract, where the kernel
states it, who implements it, and which of them break it.

Callers are looked for in the whole tree. Several questions are answered one by
one, each as if it were the only one, and their texts looked for once.`,
		Example: `  ctxlint context snd_pcm_period_elapsed
  ctxlint context sdma_terminate_all@drivers/dma/imx-sdma.c
  ctxlint context drivers/dma/imx-sdma.c:1650
  ctxlint context snd_soc_dai_ops.trigger`,
		Args: atLeast(1, "a function, FILE:LINE or STRUCT.MEMBER"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(oneOf("progress", progress), driver.AnswerFormat(format)); err != nil {
				return err
			}
			o.Paths = placesIn(args[0])
			bar := newBar(progress)
			o.Progress = bar.update
			p := &answerPrinter{format: format, specs: args}
			problems, err := driver.Context(c.Context(), o, args, func(a driver.Asked) (err error) {
				bar.pause(func() { err = p.print(&a) })
				return err
			})
			bar.finish()
			return errors.Join(err, p.failed, printProblems(problems))
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &o)
	addCacheFlag(fs, &o)
	addCompileFlag(fs, &o)
	fs.StringVar(&format, "format", "text", "output format: text, json")
	addProgressFlag(fs, &progress)
	return c
}

// answerPrinter prints answers as they come; what has none is said.
type answerPrinter struct {
	format string
	specs  []string
	n      int
	failed error
}

func (p *answerPrinter) print(a *driver.Asked) error {
	spec := p.specs[p.n]
	p.n++
	switch {
	case a.Err != nil && len(p.specs) == 1:
		return a.Err
	case a.Err != nil:
		fmt.Fprintf(os.Stderr, "ctxlint: %s: %v\n", spec, a.Err)
		p.failed = errIncomplete
		return nil
	}
	if p.n > 1 && p.format == "text" {
		fmt.Println()
	}
	return driver.WriteAsked(os.Stdout, p.format, a)
}

// placesIn is the file that a question names: the tree is found upwards from it.
func placesIn(spec string) []string {
	if _, file, ok := strings.Cut(spec, "@"); ok {
		return []string{file}
	}
	if i := strings.LastIndexByte(spec, ':'); i > 0 {
		return []string{spec[:i]}
	}
	return nil
}
