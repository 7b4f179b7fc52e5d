package driver

import (
	"context"
	"strings"

	"github.com/ctxlint/ctxlint/internal/patch"
)

// A program that reviews a series on a branch (`b4 review`) hands over its patches
// one by one, when all of them are applied. Then the patch is a commit already.

// maxApplied is how many commits are looked through for a patch.
const maxApplied = 500

// loadApplied looks for the commit that a single patch has become, and judges that
// one. It says whether there is one.
func (r *patchRun) loadApplied(ctx context.Context) (bool, error) {
	if !r.o.Applied || r.input.repo == nil || r.o.Base != "" || len(r.patches) != 1 {
		return false, nil
	}
	p := r.patches[0]
	commits, err := r.input.repo.Titled(ctx, title(p.Subject), maxApplied)
	if err != nil {
		return false, err
	}
	for _, c := range commits {
		parent, err := r.input.repo.Parent(ctx, c)
		if err != nil {
			return false, err
		}
		data, err := r.input.repo.Diff(ctx, parent, c)
		if err != nil {
			return false, err
		}
		same, err := patch.Parse(c, data)
		if err != nil || len(same) != 1 || !patch.SameEdit(p, same[0]) {
			continue // another change with this title
		}
		r.baseRev, r.tipRev = parent, c
		r.patches = nil
		p.Files = nil
		if err := r.checkout(ctx, parent); err != nil {
			return false, err
		}
		return true, r.addDiff(ctx, p, parent, c)
	}
	return false, nil
}

// title is a subject without what stands in brackets before it, as git am makes the
// first line of a commit of it.
func title(subject string) string {
	for strings.HasPrefix(subject, "[") {
		_, rest, ok := strings.Cut(subject, "]")
		if !ok {
			break
		}
		subject = strings.TrimSpace(rest)
	}
	return subject
}
