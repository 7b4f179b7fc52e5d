// Command ctxlint finds kernel code that runs in a context which forbids what
// it does. Each subcommand is one file; all of them only read flags and call
// internal/driver.
//
// Exit status: 0 no finding, 1 findings, 2 the tool could not do its work.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func main() {
	if driver.IsVetCall(os.Args[1:]) {
		driver.VetTool() // exits
	}
	os.Exit(run(os.Args[1:]))
}

// Exit statuses other than 0, as errors: a command returns the one that it
// ends with.
var (
	errFindings   = errors.New("there are findings")     // status 1
	errIncomplete = errors.New("the work is incomplete") // status 2, already explained
)

// statusError ends with a status of somebody else's convention.
func statusError(status int) error {
	if status == 0 {
		return nil
	}
	return foreignStatus(status)
}

type foreignStatus int

func (s foreignStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// grace is how long a command that is interrupted may take to say what it has.
const grace = 900 * time.Millisecond

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := rootCommand()
	root.SetArgs(args)
	checkShell(root)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	select {
	case err := <-done:
		return exitStatus(ctx, err)
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return exitStatus(ctx, err)
	case <-time.After(grace):
		return exitStatus(ctx, ctx.Err())
	}
}

// exitStatus says what there is to say about an error, and is the exit status.
func exitStatus(ctx context.Context, err error) int {
	var foreign foreignStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &foreign):
		return int(foreign)
	case errors.Is(err, errFindings):
		return 1
	case errors.Is(err, errIncomplete):
		return 2
	case ctx.Err() != nil:
		err = errors.New("interrupted")
	}
	fmt.Fprintln(os.Stderr, "ctxlint:", err)
	return 2
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "ctxlint",
		Short: "Find Linux driver code that runs in a context which forbids what it does",
		Long: `ctxlint finds Linux driver code that runs in a context which forbids what it
does: a sleep under a spinlock or in an interrupt handler, memory that is freed
under a DMA transfer. It needs no kernel configuration and no build.

  ctxlint demo                         what findings look like
  ctxlint check sound/soc/foo          check a directory of a kernel tree
  ctxlint explain sleep-in-atomic      what a rule means, and what to do

Exit status: 0 no finding, 1 findings, 2 the tool could not do its work.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       driver.Version(),
		Args:          unknownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(wrapFlags(root.UsageTemplate()))
	root.SetVersionTemplate("ctxlint {{.Version}}\n")
	root.AddCommand(
		checkCommand(),
		explainCommand(),
		rulesCommand(),
		contextCommand(),
		graphCommand(),
		splatCommand(),
		whatifCommand(),
		lspCommand(),
		mcpCommand(),
		rootsCommand(),
		providersCommand(),
		modelCommand(),
		baselineCommand(),
		triageCommand(),
		patchCommand(),
		hookCommand(),
		kbuildCommand(),
		mergeCommand(),
		indexCommand(),
		cacheCommand(),
		benchCommand(),
		demoCommand(),
		vetCommand(),
		simCommand(),
		manCommand(),
		versionCommand(),
	)
	addCompletions(root)
	return root
}
