package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func cacheCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "cache",
		Short: "Look at the cache, check it, or empty it",
		Long: `The cache keeps what was read and found for later runs. It is never needed:
findings do not depend on it, and what is damaged is made anew.`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		cacheTask("info", "Say where the cache is and what it holds", driver.InspectCache, func(i *driver.CacheInfo) string {
			text := fmt.Sprintf("%d entries, %s of at most %s", i.Entries, megabytes(i.Bytes), megabytes(i.Max))
			if i.Entries > 0 {
				text += ", used last on " + i.Oldest.Format(time.DateOnly) + " or later"
			}
			return text
		}),
		cacheTask("verify", "Read every entry, and remove those that are damaged", driver.VerifyCache, func(i *driver.CacheInfo) string {
			return fmt.Sprintf("%d entries are whole, %d were damaged and are removed", i.Entries, i.Damaged)
		}),
		cacheTask("clear", "Remove all entries, and nothing else", driver.ClearCache, func(i *driver.CacheInfo) string {
			return fmt.Sprintf("%d entries of %s are removed", i.Entries, megabytes(i.Bytes))
		}),
	)
	return c
}

// cacheTask is a command that does something with the cache and tells.
func cacheTask(name, short string, do func(dir string) (*driver.CacheInfo, error), tell func(*driver.CacheInfo) string) *cobra.Command {
	var o driver.Options
	c := &cobra.Command{
		Use:   name + " [flags]",
		Short: short,
		Args:  exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			info, err := do(o.Cache)
			if info == nil {
				return err
			}
			text := info.Dir + ": " + tell(info)
			if info.Unfinished > 0 {
				text += fmt.Sprintf("; %d unfinished", info.Unfinished)
			}
			if info.Foreign > 0 {
				text += fmt.Sprintf("; %d other files, which are left alone", info.Foreign)
			}
			if _, werr := fmt.Fprintln(os.Stdout, text); werr != nil {
				return werr
			}
			return err
		},
	}
	addCacheDirFlag(c.Flags(), &o)
	return c
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
