package driver

import (
	"bytes"
	"slices"
	"sync"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

// suppress removes the findings that comments in the checked files silence,
// and adds what is wrong with the comments themselves.
//
// It comes before findings of low confidence are dropped: a comment that a
// colleague needs, who looks at them too, must not be reported as useless.
func (r *Result) suppress(j *job, out *outcome) []diag.Diagnostic {
	findings := out.findings
	byFile := r.directives(j, findings, out.silences)
	r.Suppressed = len(findings)
	findings = suppress.Apply(findings, byFile)
	r.Suppressed -= len(findings)
	known := analyzers.All()
	var judged []diag.Diagnostic
	for _, file := range j.files {
		judged = append(judged, suppress.Judge(byFile[file], j.policy.of(file).rules, known)...)
	}
	diag.Seal(judged, r.Read)
	return append(findings, judged...)
}

// directives reads the comments of the checked files, and of those that findings
// lie in, several at a time. What cannot be read has been reported by the
// front-end, and what it knows to have none is not read.
func (r *Result) directives(j *job, findings []diag.Diagnostic, silences func(string) bool) map[string][]*suppress.Directive {
	byFile := map[string][]*suppress.Directive{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan string)
	for range j.jobs {
		wg.Go(func() {
			for file := range next {
				if silences != nil && !silences(file) {
					continue
				}
				text := r.Read(file)
				if !bytes.Contains(text, []byte(suppress.Marker)) {
					continue
				}
				ds := suppress.Parse(file, text)
				mu.Lock()
				byFile[file] = ds
				mu.Unlock()
			}
		})
	}
	files := slices.Clone(j.files)
	for i := range findings {
		files = append(files, findings[i].File)
	}
	slices.Sort(files)
	for _, file := range slices.Compact(files) {
		next <- file
	}
	close(next)
	wg.Wait()
	return byFile
}
