package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxlint/ctxlint/internal/driver"
)

// addCompletions has a shell complete the values of flags: those that a flag's
// own help lists, and the ids of rules. Everything else is a file.
func addCompletions(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		words := choices(f)
		if len(words) == 0 {
			return
		}
		err := c.RegisterFlagCompletionFunc(f.Name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveNoFileComp
		})
		if err != nil {
			panic(err) // the flag exists
		}
	})
	for _, sub := range c.Commands() {
		addCompletions(sub)
	}
}

// checkShell refuses a shell that there are no completions for; cobra would print the
// help, as if nothing were wrong. The scripts go to what is the output by then.
func checkShell(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args = unknownCommand
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
}

// listed is the end of a help text that lists all values.
var listed = regexp.MustCompile(`: ((?:[a-z0-9-]+, )+[a-z0-9-]+)(?: \(|$)`)

func choices(f *pflag.Flag) []string {
	if f.Name == "rules" {
		return slices.Concat(driver.RuleIDs(), []string{"all", "default"})
	}
	m := listed.FindStringSubmatch(f.Usage)
	if m == nil {
		return nil
	}
	return strings.Split(m[1], ", ")
}
