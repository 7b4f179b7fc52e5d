package gitcmd

import (
	"bytes"
	"context"
	"fmt"
)

// A clone may hold the last commits only. Git then answers as if history began
// there: the oldest commit has no parent, and its change is the whole tree. Who
// believes that reports everything, or nothing.

// Shallow says whether history was cut off when the repository was cloned.
func (r *Repo) Shallow(ctx context.Context) bool {
	word, err := r.word(ctx, "rev-parse", "--is-shallow-repository")
	return err == nil && word == "true"
}

// deepen says how to get what a shallow clone lacks.
const deepen = "this is a shallow clone: `git fetch --unshallow` gets the rest (in CI: fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 of GitLab)"

// orphaned says whether a commit has parents that are not here. The object names
// them whatever the clone left out.
func (r *Repo) orphaned(ctx context.Context, commit string) bool {
	object, err := r.Run(ctx, "cat-file", "commit", commit)
	header, _, _ := bytes.Cut(object, []byte("\n\n"))
	return err == nil && bytes.Contains(header, []byte("\nparent "))
}

// noCommit is the error for a revision that means nothing here.
func (r *Repo) noCommit(ctx context.Context, rev string) error {
	if r.Shallow(ctx) {
		return fmt.Errorf("%q is not a revision here; %s", rev, deepen)
	}
	return fmt.Errorf("%q is not a revision", rev)
}
