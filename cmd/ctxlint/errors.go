package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxlint/ctxlint/internal/driver"
)

// flagError turns a mistyped flag into a message with the likely one.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return fmt.Errorf("%w; `%s --help` lists the flags", err, c.CommandPath())
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	name := unknown.GetSpecifiedName()
	dashes := "--"
	if unknown.GetSpecifiedShortnames() != "" {
		dashes = "-"
	}
	hint := strings.Replace(driver.DidYouMean(name, names), `"`, `"--`, 1)
	return fmt.Errorf("unknown flag %s%s%s; `%s --help` lists the flags", dashes, name, hint, c.CommandPath())
}

// unknownCommand refuses arguments of the root command: they are mistyped
// subcommands.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return fmt.Errorf("unknown command %q%s; `%s --help` lists the commands", args[0], driver.DidYouMean(args[0], names), c.CommandPath())
}

// exactly is cobra.ExactArgs with a message that says what is missing.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return fmt.Errorf("%s takes %s; see `%s --help`", c.Name(), what, c.CommandPath())
	}
}

// atLeast is cobra.MinimumNArgs with a message that says what is missing.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= n {
			return nil
		}
		return fmt.Errorf("%s takes %s; see `%s --help`", c.Name(), what, c.CommandPath())
	}
}

// atMost is cobra.MaximumNArgs with a message that says what there is too much of.
func atMost(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		return fmt.Errorf("%s takes %s; see `%s --help`", c.Name(), what, c.CommandPath())
	}
}

// maxProblems bounds how many problems are printed one by one: a tree that
// cannot be read at all must not hide what else there is to say.
const maxProblems = 100

// printProblems explains what could not be read, and says whether that matters.
func printProblems(problems []driver.Problem) error {
	var err error
	for i, p := range problems {
		if p.Fatal {
			err = errIncomplete
		}
		if i < maxProblems {
			fmt.Fprintln(os.Stderr, "ctxlint:", p.Error())
		}
	}
	if more := len(problems) - maxProblems; more > 0 {
		fmt.Fprintf(os.Stderr, "ctxlint: and %d more of this kind\n", more)
	}
	return err
}
