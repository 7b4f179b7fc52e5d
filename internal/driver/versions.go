package driver

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// A driver outside of the tree supports many kernels by conditions over their
// version. Each version is a program of its own.

var versionWord = regexp.MustCompile(`^\d{1,3}\.\d{1,3}(\.\d{1,3})?$`)

// CheckVersion says whether a word is the version of a kernel.
func CheckVersion(word string) error {
	if !versionWord.MatchString(word) {
		return fmt.Errorf("kernel version %q: want a release such as 6.12 or 5.15.100", word)
	}
	return nil
}

// CheckVersions checks for each of several versions of the kernel, and says of each
// finding in which of them it is.
func CheckVersions(ctx context.Context, o Options, versions []string) (*Result, error) {
	if len(versions) == 0 {
		return nil, errors.New("no kernel version is named")
	}
	var all *Result
	in := map[string][]string{} // fingerprint → versions
	for _, v := range versions {
		if err := CheckVersion(v); err != nil {
			return nil, err
		}
		o.KernelVersion = v
		res, err := Check(ctx, o)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = res
			all.Findings = slices.Clone(res.Findings)
		}
		for i := range res.Findings {
			d := res.Findings[i]
			if res != all && len(in[d.Fingerprint]) == 0 {
				all.Findings = append(all.Findings, d)
			}
			if !slices.Contains(in[d.Fingerprint], v) {
				in[d.Fingerprint] = append(in[d.Fingerprint], v)
			}
		}
		if res != all {
			all.merge(res)
		}
		if res.stopped {
			break
		}
	}
	for i := range all.Findings {
		d := &all.Findings[i]
		d.KernelVersions = in[d.Fingerprint]
		d.Message += onVersions(d.KernelVersions, versions)
	}
	diag.Sort(all.Findings)
	return all, nil
}

// merge adds what another version had to say beside findings.
func (r *Result) merge(o *Result) {
	for _, p := range o.Problems {
		if !slices.Contains(r.Problems, p) {
			r.Problems = append(r.Problems, p)
		}
	}
	r.Known, r.Suppressed = max(r.Known, o.Known), max(r.Suppressed, o.Suppressed)
	r.stopped = r.stopped || o.stopped
}

// onVersions tells in words where a finding is.
func onVersions(in, of []string) string {
	if len(in) == len(of) {
		return " (on all of " + strings.Join(of, ", ") + ")"
	}
	var not []string
	for _, v := range of {
		if !slices.Contains(in, v) {
			not = append(not, v)
		}
	}
	return " (on " + strings.Join(in, ", ") + ", not on " + strings.Join(not, ", ") + ")"
}
