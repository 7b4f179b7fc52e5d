package driver

import (
	"bytes"
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
func (r *Result) suppress(j *job, findings []diag.Diagnostic) []diag.Diagnostic {
	byFile := r.directives(j)
	r.Suppressed = len(findings)
	findings = suppress.Apply(findings, byFile)
	r.Suppressed -= len(findings)
	known := analyzers.All()
	for _, file := range j.files {
		findings = append(findings, suppress.Judge(byFile[file], j.policy.of(file).rules, known)...)
	}
	return findings
}

// directives reads the comments of the checked files, several at a time. What
// cannot be read has been reported by the front-end.
func (r *Result) directives(j *job) map[string][]*suppress.Directive {
	byFile := map[string][]*suppress.Directive{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan string)
	for range j.jobs {
		wg.Go(func() {
			for file := range next {
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
	for _, file := range j.files {
		next <- file
	}
	close(next)
	wg.Wait()
	return byFile
}
