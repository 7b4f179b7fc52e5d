package htmlreport

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

const hostile = `</script><script>document.title="taken"</script><img src=x onerror=alert(1)>`

// report has n findings in a few subsystems, one of them hostile.
func report(n int) *diag.Report {
	r := &diag.Report{Version: "test", Rules: []diag.RuleInfo{
		{ID: "sleep-in-atomic", Title: "a sleep in atomic context", Text: "what it means", Severity: diag.Error},
		{ID: "wait-on-self", Title: "a function waits for itself", Text: "what it means", Severity: diag.Error},
	}}
	r.Read = func(file string) []byte {
		return []byte(strings.Repeat("static int foo(struct foo *f) /* a comment */\n{\n\treturn bar(f, \"text\", 1);\n}\n", 200))
	}
	for i := range n {
		rule, kind := "sleep-in-atomic", "lock"
		if i%3 == 0 {
			rule, kind = "wait-on-self", "hardirq"
		}
		file := fmt.Sprintf("%s/chip%02d.c", []string{"sound/soc/foo", "drivers/dma/bar", "fs/ext9"}[i%3], i%40)
		f := diag.Diagnostic{
			Rule: rule, Severity: diag.Error, Confidence: diag.High, File: file, Line: 3 + i%700, Column: 2, EndLine: 3, EndColumn: 9,
			Function: fmt.Sprintf("chip%d_stop", i), Callee: "msleep", Message: fmt.Sprintf("msleep() may sleep in chip%d_stop()", i),
			Contexts:    []diag.Context{{Kind: kind, Root: "chip_irq", Why: "spin_lock() holds chip->lock", File: file, Line: 7}},
			Steps:       []diag.Step{{File: file, Line: 7, Function: "chip_irq", What: "spin_lock() holds chip->lock: atomic from here"}, {File: file, Line: 11, Function: "chip_irq", What: "calls chip_stop()"}, {File: file, Line: 3 + i%700, Function: fmt.Sprintf("chip%d_stop", i), What: "msleep() may sleep"}},
			Fixes:       []diag.Fix{{Title: "use udelay()", Edits: []diag.Edit{{File: file, Line: 3, NewText: "udelay(1);"}}}},
			Fingerprint: fmt.Sprintf("%016x", i),
		}
		if i == 1 {
			f.Message, f.Function = hostile, hostile
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

func write(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, report(n)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestPage: one file, nothing from elsewhere, and what a finding says cannot end
// the script that carries it.
func TestPage(t *testing.T) {
	data, err := os.ReadFile(write(t, 4))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, bad := range []string{"http://", "https://", "src=", "@import", "url("} {
		for _, l := range strings.Split(text, "\n") {
			if strings.Contains(l, bad) && !strings.Contains(l, "www.w3.org/2000/svg") && !strings.Contains(l, "u003c/script") && !strings.Contains(l, "&lt;/script") {
				t.Errorf("%s in %.120s", bad, l)
			}
		}
	}
	if n := strings.Count(text, "</script>"); n != 2 {
		t.Errorf("%d ends of scripts, want 2", n)
	}
	if strings.Contains(text, `<img src=x`) {
		t.Error("markup of a message reached the page")
	}
}

// TestDeterministic: the same findings make the same bytes.
func TestDeterministic(t *testing.T) {
	var a, b bytes.Buffer
	if Write(&a, report(50)) != nil || Write(&b, report(50)) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two pages differ")
	}
}
