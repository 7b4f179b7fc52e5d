package lsp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// finding is one that the editor was told of.
type finding struct {
	diag diag.Diagnostic
	rng  protocol.Range
}

func (d *document) cancel() {
	if d.stop != nil {
		d.stop()
		d.stop = nil
	}
}

func (s *server) didOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) (any, error) {
	name, ok := s.name(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.mu.Lock()
	s.docs[name] = &document{uri: p.TextDocument.URI, version: p.TextDocument.Version, text: []byte(p.TextDocument.Text)}
	s.mu.Unlock()
	s.startCheck(name, 0)
	return nil, nil
}

func (s *server) didChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) (any, error) {
	name, ok := s.name(p.TextDocument.URI)
	if !ok || len(p.ContentChanges) == 0 {
		return nil, nil
	}
	s.mu.Lock()
	d := s.docs[name]
	if d != nil {
		d.text = []byte(p.ContentChanges[len(p.ContentChanges)-1].Text)
		d.version = p.TextDocument.Version
	}
	s.mu.Unlock()
	if d != nil {
		s.startCheck(name, rest)
	}
	return nil, nil
}

func (s *server) didClose(ctx context.Context, p *protocol.DidCloseTextDocumentParams) (any, error) {
	name, ok := s.name(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.mu.Lock()
	if d := s.docs[name]; d != nil {
		d.cancel()
		delete(s.docs, name)
	}
	s.mu.Unlock()
	return nil, s.publish(ctx, p.TextDocument.URI, 0, nil)
}

// startCheck checks a document after a pause, and stops the check that runs.
func (s *server) startCheck(name string, pause time.Duration) {
	ctx, stop := context.WithCancel(context.Background())
	s.mu.Lock()
	d := s.docs[name]
	if d == nil {
		s.mu.Unlock()
		stop()
		return
	}
	d.cancel()
	d.stop = stop
	version := d.version
	s.mu.Unlock()
	s.checks.Go(func() {
		defer stop()
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		s.check(ctx, name, version)
	})
}

func (s *server) check(ctx context.Context, name string, version int32) {
	bar := s.begin(ctx, "ctxlint: "+name)
	found, err := s.analyst.Check(ctx, s.texts(), name, bar.report)
	bar.end()
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		_ = s.conn.Notify(ctx, protocol.MethodWindowShowMessage, protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: "ctxlint: " + err.Error()})
		return
	}
	lines := linesOf(s.text(name))
	var mine []finding
	for _, f := range found {
		if f.File == name {
			mine = append(mine, finding{f, rangeOf(lines, &f)})
		}
	}
	s.mu.Lock()
	d := s.docs[name]
	current := d != nil && d.version == version
	if current {
		d.found = mine
	}
	s.mu.Unlock()
	if current {
		_ = s.publish(ctx, d.uri, version, mine)
	}
}

// published is what the protocol has, with the version of its later versions.
type published struct {
	URI         protocol.DocumentURI  `json:"uri"`
	Version     int32                 `json:"version"`
	Diagnostics []protocol.Diagnostic `json:"diagnostics"`
}

func (s *server) publish(ctx context.Context, u protocol.DocumentURI, version int32, found []finding) error {
	p := published{URI: u, Version: version, Diagnostics: []protocol.Diagnostic{}}
	for i := range found {
		p.Diagnostics = append(p.Diagnostics, s.diagnostic(&found[i]))
	}
	return s.conn.Notify(ctx, protocol.MethodTextDocumentPublishDiagnostics, p)
}

func (s *server) diagnostic(f *finding) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range: f.rng, Severity: severities[f.diag.Severity], Code: f.diag.Rule, Source: "ctxlint",
		Message: f.diag.Message, Data: f.diag.Fingerprint,
	}
	for _, step := range f.diag.Steps {
		d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
			Location: protocol.Location{URI: s.uriOf(step.File), Range: lineRange(linesOf(s.text(step.File)), step.Line)},
			Message:  step.Function + "(): " + step.What,
		})
	}
	return d
}

var severities = map[diag.Severity]protocol.DiagnosticSeverity{
	diag.Error: protocol.DiagnosticSeverityError, diag.Warning: protocol.DiagnosticSeverityWarning, diag.Note: protocol.DiagnosticSeverityInformation,
}

// bar is the progress of one check in the editor.
type bar struct {
	s     *server
	ctx   context.Context
	token string
	last  time.Time
	told  bool
	title string
}

func (s *server) begin(ctx context.Context, title string) *bar {
	return &bar{s: s, ctx: ctx, title: title, token: fmt.Sprintf("ctxlint-%d", time.Now().UnixNano()), last: time.Now()}
}

// slow is how long a check may take before the editor shows it.
const slow = 400 * time.Millisecond

func (b *bar) report(done, total int, what string) {
	if !b.s.progress.Load() || time.Since(b.last) < slow || b.ctx.Err() != nil {
		return
	}
	b.last = time.Now()
	if !b.told {
		b.told = true
		if _, err := b.s.conn.Call(b.ctx, protocol.MethodWorkDoneProgressCreate, map[string]any{"token": b.token}, nil); err != nil {
			b.s.progress.Store(false)
			return
		}
		b.send(protocol.WorkDoneProgressBegin{Kind: protocol.WorkDoneProgressKindBegin, Title: b.title, Message: what})
		return
	}
	percent := uint32(0)
	if total > 0 {
		percent = uint32(min(100, 100*done/total))
	}
	b.send(protocol.WorkDoneProgressReport{Kind: protocol.WorkDoneProgressKindReport, Message: strings.TrimSpace(what), Percentage: percent})
}

func (b *bar) end() {
	if b.told && b.s.progress.Load() {
		b.send(protocol.WorkDoneProgressEnd{Kind: protocol.WorkDoneProgressKindEnd})
	}
}

func (b *bar) send(v any) {
	_ = b.s.conn.Notify(context.WithoutCancel(b.ctx), protocol.MethodProgress, map[string]any{"token": b.token, "value": v})
}
