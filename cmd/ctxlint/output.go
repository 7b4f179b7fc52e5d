package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ctxlint/ctxlint/internal/driver"
)

// output is what the commands that report findings have in common: where they
// go, how they look, and what of it is a failure.
type output struct {
	format   string
	file     string
	color    string
	progress string
	failOn   string
	exitZero bool
	quiet    bool
	timeout  time.Duration
	reports  []string // FORMAT=FILE
	formats  []string // that the command knows
}

func (o *output) add(fs *pflag.FlagSet, formats []string) {
	o.formats = formats
	fs.StringArrayVar(&o.reports, "report", nil, "`FORMAT=FILE` to write as well, may be repeated; markdown and counts are appended to FILE")
	fs.StringVar(&o.format, "format", "text", "output format: "+list(formats))
	fs.StringVarP(&o.file, "output", "o", "", "`file` to write the findings to (default: standard output)")
	fs.StringVar(&o.failOn, "fail-on", "any", "findings for which the exit status is 1: "+driver.FailWords())
	fs.BoolVar(&o.exitZero, "exit-zero", false, "exit status 0 although there are findings; 2 stays 2")
	fs.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on standard error but what went wrong")
	fs.DurationVar(&o.timeout, "timeout", 0, "give up after this `time`, such as 10m, with exit status 2")
	addColorFlag(fs, &o.color)
	addProgressFlag(fs, &o.progress)
}

func (o *output) validate() error {
	if o.exitZero && o.failOn != "any" {
		return errors.New("--exit-zero and --fail-on contradict each other; name one")
	}
	if o.exitZero {
		o.failOn = "never"
	}
	for _, r := range o.reports {
		format, file, ok := strings.Cut(r, "=")
		if !ok || file == "" || !slices.Contains(o.formats, format) {
			return fmt.Errorf("--report %q: want FORMAT=FILE, with one of %s", r, list(o.formats))
		}
	}
	if o.timeout < 0 {
		return fmt.Errorf("--timeout %v: want a time above 0", o.timeout)
	}
	if o.quiet && o.progress == "auto" {
		o.progress = "never"
	}
	return errors.Join(driver.CheckFailOn(o.failOn), validateTerminalFlags(o.color, o.progress))
}

// limit is ctx with --timeout.
func (o *output) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("not done within the %v of --timeout", o.timeout))
}

// open empties the file of -o before any work is done: that it cannot be written
// is known at once, and a report of an earlier run is never taken for this one's.
func (o *output) open() error {
	for _, r := range o.reports {
		if format, file, _ := strings.Cut(r, "="); !driver.Appends(format) {
			if err := os.WriteFile(file, nil, 0o666); err != nil {
				return fmt.Errorf("writing the findings: %w", err)
			}
		}
	}
	if o.file == "" {
		return nil
	}
	if err := os.WriteFile(o.file, nil, 0o666); err != nil {
		return fmt.Errorf("writing the findings: %w", err)
	}
	return nil
}

// write hands what render prints to the file or standard output.
func (o *output) write(render func(io.Writer) error) error {
	var text bytes.Buffer
	err := render(&text)
	if err == nil && o.file == "" {
		_, err = os.Stdout.Write(text.Bytes())
	} else if err == nil {
		err = os.WriteFile(o.file, text.Bytes(), 0o666)
	}
	if err != nil {
		return fmt.Errorf("writing the findings: %w", err)
	}
	return nil
}

// writeReports writes what --report asks for.
func (o *output) writeReports(render func(w io.Writer, format string) error) error {
	for _, r := range o.reports {
		format, name, _ := strings.Cut(r, "=")
		var text bytes.Buffer
		err := render(&text, format)
		if err == nil {
			err = appendTo(name, text.Bytes())
		}
		if err != nil {
			return fmt.Errorf("writing the findings: %w", err)
		}
	}
	return nil
}

// appendTo adds to a file; those that are not to be added to were emptied before.
func appendTo(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// options says how findings look.
func (o *output) options() driver.RenderOptions {
	dir, err := os.Getwd()
	if err != nil {
		dir = "" // paths are then shown as they are in the tree
	}
	return driver.RenderOptions{Color: o.file == "" && useColor(o.color, os.Stdout) || o.color == "always", From: dir}
}

// fail reports an error of the whole run in the formats that have words for it.
func (o *output) fail(err error) error {
	return errors.Join(err,
		o.write(func(w io.Writer) error { return driver.RenderFailure(w, o.format, err) }),
		o.writeReports(func(w io.Writer, format string) error { return driver.RenderFailure(w, format, err) }))
}

// say prints a line for a person.
func (o *output) say(line string) {
	if !o.quiet {
		fmt.Fprintln(os.Stderr, "ctxlint:", line)
	}
}

// problems explains what could not be read, and says whether that matters.
func (o *output) problems(all []driver.Problem) error {
	if !o.quiet {
		return printProblems(all)
	}
	var fatal []driver.Problem
	for _, p := range all {
		if p.Fatal {
			fatal = append(fatal, p)
		}
	}
	return printProblems(fatal)
}
