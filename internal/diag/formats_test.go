package diag

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// nasty is a finding that has everything in it that a format could trip over.
func nasty() Diagnostic {
	return Diagnostic{
		Rule: "sleep-in-atomic", Severity: Note, Confidence: High,
		File: "drivers/a b/c:d,%25<&>\".c", Line: 1, Column: 8, EndLine: 1, EndColumn: 12, Function: "f", Callee: "g",
		Message: "100% <\"&'>,\n::error::x\r]]>\x00\xff",
		Steps:   []Step{{"x:y.c", 3, "f", "a::b\n"}},
	}
}

const nastyText = "/*\xc3\xa9*/ f(1);\n" // a two-byte letter before the call

func report() *Report {
	ds := append(sample(), nasty())
	read := func(file string) []byte {
		if strings.HasPrefix(file, "drivers/") {
			return []byte(nastyText)
		}
		return readHub(file)
	}
	Seal(ds, read)
	return &Report{
		Version: "v1", Findings: ds, Read: read,
		Rules: []RuleInfo{
			{ID: "alloc-in-atomic", Title: "An allocation", Text: "text", Markdown: "# md", Severity: Error},
			{ID: "sleep-in-atomic", Title: "A sleep", Text: "text", Markdown: "# md", Severity: Error, Precise: true},
		},
	}
}

func render(t *testing.T, f func(io.Writer, *Report) error, r *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSARIFOfFailure: a run that could not do its work says so, by the standard.
func TestSARIFOfFailure(t *testing.T) {
	r := &Report{Version: "1", Notices: []Notice{
		{File: "drv/a b.c", Line: 3, Message: "is a binary file", Fatal: true}, {Message: "a remark"}, {File: "x.c", Message: "is empty"}}}
	log, err := sarif.FromBytes(render(t, SARIF, r), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	inv := log.Runs[0].Invocations[0]
	if *inv.ExecutionSuccessful || len(inv.ToolExecutionNotifications) != 3 || inv.ToolExecutionNotifications[0].Level != "error" {
		t.Errorf("%+v", inv)
	}
	if log, err = sarif.FromBytes(render(t, SARIF, report()), sarif.WithStrictValidation()); err != nil || !*log.Runs[0].Invocations[0].ExecutionSuccessful {
		t.Errorf("%v", err)
	}
	got := string(render(t, GitHub, r))
	want := "::error file=drv/a b.c,line=3,title=ctxlint::is a binary file\n::notice title=ctxlint::a remark\n::notice file=x.c,line=1,title=ctxlint::is empty\n"
	if got != want {
		t.Errorf("%q", got)
	}
}

// TestRDJSON holds the format of reviewdog: positions in bytes, one edit as a
// suggestion.
func TestRDJSON(t *testing.T) {
	r := report()
	var out struct {
		Source      struct{ Name string }
		Diagnostics []struct {
			Message  string
			Severity string
			Code     struct{ Value, URL string }
			Location struct {
				Path  string
				Range struct{ Start, End struct{ Line, Column int } }
			}
		}
	}
	if err := json.Unmarshal(render(t, RDJSON, r), &out); err != nil {
		t.Fatal(err)
	}
	if out.Source.Name != "ctxlint" || len(out.Diagnostics) != len(r.Findings) {
		t.Fatalf("%+v", out)
	}
	for i, d := range out.Diagnostics {
		f := r.Findings[i]
		if d.Location.Path != f.File || d.Location.Range.Start.Line != f.Line || d.Location.Range.Start.Column != f.Column ||
			d.Code.Value != f.Rule || !strings.HasPrefix(d.Message, strings.ToValidUTF8(f.Message, "\ufffd")) {
			t.Errorf("%+v of %+v", d, f)
		}
	}
	if got := string(render(t, RDJSON, &Report{})); !strings.Contains(got, "\"diagnostics\": []") {
		t.Errorf("nothing found: %s", got)
	}
}

// TestSARIF reads the log with a library of others, which also holds the
// published schema.
func TestSARIF(t *testing.T) {
	r := report()
	log, err := sarif.FromBytes(render(t, SARIF, r), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != len(r.Findings) || len(run.Tool.Driver.Rules) != 2 {
		t.Fatalf("%d results, %d rules", len(run.Results), len(run.Tool.Driver.Rules))
	}
	for i, res := range run.Results {
		d := r.Findings[i]
		at := res.Locations[0].PhysicalLocation
		name, err := url.PathUnescape(strings.TrimPrefix(*at.ArtifactLocation.URI, "./"))
		if err != nil || name != d.File {
			t.Errorf("file %q, %v, want %q", name, err, d.File)
		}
		if *res.RuleID != d.Rule || *run.Tool.Driver.Rules[res.RuleIndex].ID != d.Rule {
			t.Errorf("rule %s, index %d", *res.RuleID, res.RuleIndex)
		}
		if *at.Region.StartLine != d.Line || res.PartialFingerprints["primaryLocationLineHash"] != d.Fingerprint {
			t.Errorf("line %d, fingerprint %s", *at.Region.StartLine, res.PartialFingerprints)
		}
		flow := res.CodeFlows[0].ThreadFlows[0].Locations
		if len(flow) != len(d.Steps) || *flow[0].Location.PhysicalLocation.Region.StartLine != d.Steps[0].Line {
			t.Errorf("flow: %+v", flow)
		}
	}
	first := run.Results[0]
	if col := *first.Locations[0].PhysicalLocation.Region.StartColumn; r.Findings[0].Rule == "sleep-in-atomic" && col != 7 {
		t.Errorf("column %d: want 7, in code points", col)
	}
	last := run.Results[2]
	fix := last.Fixes[0].ArtifactChanges[0].Replacements[0]
	if *fix.InsertedContent.Text != "GFP_ATOMIC" || *fix.DeletedRegion.StartColumn != 36 || *fix.DeletedRegion.EndColumn != 46 {
		t.Errorf("fix: %+v", fix)
	}
	if n := len(run.Results[1].RelatedLocations); n != 2 {
		t.Errorf("%d related locations, want 2", n)
	}
}

// TestSARIFOfNothing: a run without findings must have an empty list, or
// GitHub takes the upload for broken.
func TestSARIFOfNothing(t *testing.T) {
	out := render(t, SARIF, &Report{})
	if _, err := sarif.FromBytes(out, sarif.WithStrictValidation()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(out, []byte(`"results": []`)) {
		t.Errorf("no empty list of results:\n%s", out)
	}
}

// command is a workflow command as the runner's documentation describes it.
var command = regexp.MustCompile(`^::(error|warning|notice) ([^:]*)::(.*)$`)

func unescape(s string) string {
	return strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",").Replace(s)
}

func TestGitHub(t *testing.T) {
	r := report()
	lines := strings.Split(strings.TrimSuffix(string(render(t, GitHub, r)), "\n"), "\n")
	if len(lines) != len(r.Findings) {
		t.Fatalf("%d lines for %d findings", len(lines), len(r.Findings))
	}
	for i, line := range lines {
		d := r.Findings[i]
		m := command.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("not a command: %q", line)
		}
		props := map[string]string{}
		for _, p := range strings.Split(m[2], ",") {
			key, value, _ := strings.Cut(p, "=")
			props[key] = unescape(value)
		}
		if props["file"] != d.File || props["title"] != "ctxlint: "+d.Rule || props["line"] == "" {
			t.Errorf("properties %v", props)
		}
		if !strings.HasPrefix(unescape(m[3]), strings.ToValidUTF8(d.Message, "\ufffd")+"\n") {
			t.Errorf("message %q", unescape(m[3]))
		}
	}
}

func TestGitLab(t *testing.T) {
	r := report()
	var issues []map[string]any
	if err := json.Unmarshal(render(t, GitLab, r), &issues); err != nil {
		t.Fatal(err)
	}
	if len(issues) != len(r.Findings) {
		t.Fatalf("%d issues", len(issues))
	}
	seen := map[any]bool{}
	for i, issue := range issues {
		location := issue["location"].(map[string]any)
		if location["path"] != r.Findings[i].File || location["lines"].(map[string]any)["begin"] != float64(r.Findings[i].Line) {
			t.Errorf("location %v", location)
		}
		if issue["check_name"] != r.Findings[i].Rule || issue["fingerprint"] == "" || seen[issue["fingerprint"]] {
			t.Errorf("issue %v", issue)
		}
		switch issue["severity"] {
		case "info", "minor", "major", "critical", "blocker":
		default:
			t.Errorf("severity %v", issue["severity"])
		}
		seen[issue["fingerprint"]] = true
	}
	if got := string(render(t, GitLab, &Report{})); got != "[]\n" {
		t.Errorf("nothing is %q", got)
	}
}

// TestCheckstyle walks the document token by token: the writer's structures
// could hide a mistake of their own.
func TestCheckstyle(t *testing.T) {
	r := report()
	dec := xml.NewDecoder(bytes.NewReader(render(t, Checkstyle, r)))
	file, n := "", 0
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		attr := map[string]string{}
		for _, a := range el.Attr {
			attr[a.Name.Local] = a.Value
		}
		switch el.Name.Local {
		case "file":
			file = attr["name"]
		case "error":
			d := r.Findings[n]
			n++
			if file != d.File || attr["source"] != "ctxlint."+d.Rule || attr["line"] == "" || attr["column"] == "" {
				t.Errorf("file %q, %v", file, attr)
			}
			if !strings.Contains(attr["message"], strings.Split(d.Message, "\n")[0]) {
				t.Errorf("message %q", attr["message"])
			}
		}
	}
	if n != len(r.Findings) {
		t.Errorf("%d errors for %d findings", n, len(r.Findings))
	}
}
