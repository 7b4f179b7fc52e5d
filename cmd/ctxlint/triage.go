package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func triageCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "triage",
		Short: "Record what was read of findings: which are real, which false",
		Long: `A record of judgements is a baseline whose entries say more: a verdict and its
reason. What was judged false or wanted is not reported by a check with that
baseline, for as long as no function on its way changes; then it is asked
again, and says what was judged. What is real stays. A record can be shared,
and holds for any tree with the same code.`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(triageList(), triageJudge())
	return c
}

func triageList() *cobra.Command {
	var f recordFlags
	var all bool
	c := &cobra.Command{
		Use:   "list [flags] [PATH...]",
		Short: "List the findings that are not judged, or have changed since",
		RunE: func(c *cobra.Command, args []string) error {
			bar, err := f.begin(args)
			if err != nil {
				return err
			}
			from, _ := os.Getwd() // "": files are shown as they are in the tree
			open, err := driver.ListTriage(c.Context(), os.Stdout, f.o, f.record, from, all)
			bar.finish()
			if err == nil {
				fmt.Fprintf(os.Stderr, "ctxlint: %d to be judged\n", open)
			}
			return err
		},
	}
	f.add(c.Flags(), "`file` of the judgements")
	c.Flags().BoolVar(&all, "all", false, "list those that are judged, too, with verdict and reason")
	return c
}

func triageJudge() *cobra.Command {
	var f recordFlags
	var by string
	verdicts := driver.Verdicts()
	c := &cobra.Command{
		Use:   "judge [flags] FILE:LINE VERDICT REASON...",
		Short: "Say of the findings of a line that they are real, false, or wanted",
		Example: `  ctxlint triage judge drivers/foo/bar.c:120 false "only ever called at probe"
  ctxlint triage judge --rules wait-on-self a.c:88 real "deadlocks on unplug"`,
		Args: atLeast(3, "FILE:LINE, a verdict and a reason"),
		RunE: func(c *cobra.Command, args []string) error {
			file, _, ok := strings.Cut(args[0], ":")
			if !ok {
				return fmt.Errorf("%q: want FILE:LINE", args[0])
			}
			bar, err := f.begin([]string{file})
			if err != nil {
				return err
			}
			n, err := driver.Judge(c.Context(), f.o, f.record, driver.Judgement{At: args[0], Verdict: args[1], Reason: strings.Join(args[2:], " "), By: by})
			bar.finish()
			if err == nil {
				fmt.Fprintf(os.Stderr, "ctxlint: %s: %d judged %s\n", f.record, n, args[1])
			}
			return err
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return verdicts, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	f.add(c.Flags(), "`file` of the judgements")
	c.Flags().StringVar(&by, "by", "", "`who` has read the source")
	return c
}
