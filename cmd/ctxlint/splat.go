package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

// maxSplat bounds what is read of a log.
const maxSplat = 16 << 20

func splatCommand() *cobra.Command {
	var o driver.Options
	var format, progress string
	c := &cobra.Command{
		Use:   "splat [flags] [FILE | -]",
		Short: "Explain what the kernel printed about a wrong context",
		Long: `Reads what the kernel printed, as dmesg shows it or as a mail quotes it:
sleeping function called from invalid context, scheduling while atomic, invalid
wait context, lock reports, hung tasks, use after free. Says which frame is not
allowed where it is, which one made the context so, whether the source shows the
same, which rule explains it, and what to do.

Without FILE, or with -, it reads standard input. The tree is the one that holds
the current directory, or --root.`,
		Example: `  dmesg | ctxlint splat --root ~/linux
  ctxlint splat report.txt --format json`,
		Args: atMost(1, "one file, or none for standard input"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(oneOf("progress", progress), driver.AnswerFormat(format)); err != nil {
				return err
			}
			text, err := readReport(args)
			if err != nil {
				return err
			}
			bar := newBar(progress)
			o.Progress = bar.update
			a, problems, err := driver.Splat(c.Context(), o, text)
			bar.finish()
			if err != nil {
				return err
			}
			if len(a.Reports) == 0 {
				return errors.New("no report of the kernel, and no stack trace, in this text")
			}
			if err := driver.WriteSplat(os.Stdout, format, a); err != nil {
				return err
			}
			return printProblems(problems)
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

func readReport(args []string) (string, error) {
	in := io.Reader(os.Stdin)
	if len(args) > 0 && args[0] != "-" {
		f, err := os.Open(args[0])
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxSplat+1))
	if err == nil && len(data) > maxSplat {
		err = fmt.Errorf("more than %d MiB of text: cut out the report", maxSplat>>20)
	}
	return string(data), err
}
