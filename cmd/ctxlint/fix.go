package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/pflag"

	"github.com/ctxlint/ctxlint/internal/driver"
)

// fixFlags say what is done with the edits that findings offer.
type fixFlags struct{ write, diff bool }

func (x *fixFlags) add(fs *pflag.FlagSet) {
	fs.BoolVar(&x.write, "fix", false, "edit the files where an edit mends a finding and brings no other, and show what is left")
	fs.BoolVar(&x.diff, "diff", false, "print these edits as a patch in place of the findings, and edit nothing")
}

func (x *fixFlags) asked() bool { return x.write || x.diff }

// validate says what does not go together with edits.
func (f *checkFlags) validateFix() error {
	switch x := &f.fix; {
	case !x.asked():
		return nil
	case x.write && x.diff:
		return errors.New("--fix and --diff contradict each other; name one")
	case f.options.Overlay != "":
		return errors.New("the files of --overlay are not edited; leave it out")
	case f.versions != nil:
		return errors.New("an edit for one release may be wrong for another: name one by --kernel-version")
	case f.shard != "":
		return errors.New("a part of the modules cannot be edited alone; leave out --shard")
	case x.diff && f.out.format != "text":
		return errors.New("--diff prints a patch; leave out --format")
	}
	return nil
}

// edit checks, and edits what it found or prints how it would.
func (f *checkFlags) edit(ctx context.Context, bar *bar) error {
	start := time.Now()
	fixes, err := driver.Fix(ctx, f.options)
	bar.finish()
	if err != nil {
		return f.out.fail(err)
	}
	if f.fix.diff {
		if err := f.out.write(func(w io.Writer) error { return fixes.WriteDiff(w, f.out.options().From) }); err != nil {
			return err
		}
		f.out.say(fixes.Summary("the patch mends"))
		incomplete := f.out.problems(fixes.Before.Problems)
		if incomplete == nil && len(fixes.Mended) > 0 && !f.out.exitZero {
			return errFindings
		}
		return incomplete
	}
	if err := fixes.Write(); err != nil {
		return err
	}
	f.out.say(fixes.Summary("mended"))
	return f.report(fixes.After, time.Since(start))
}
