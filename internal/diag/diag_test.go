package diag

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const hub = `static int hub_stop(struct hub *hub)
{
	while (readl(hub->base) & BUSY)
		usleep_range(10, 100);
	return 0;
}

static int hub_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hub *hub = ss->private_data;

	hub->d = kzalloc(sizeof(*hub->d), GFP_KERNEL);
	return hub_stop(hub);
}

static const struct snd_pcm_ops hub_ops = {
	.trigger = hub_trigger,
};
`

func readHub(file string) []byte {
	if file == "sound/hub.c" {
		return []byte(hub)
	}
	return nil
}

// sample is a set of findings with everything that a renderer can meet.
func sample() []Diagnostic {
	stream := Context{Kind: "callback", Root: "hub_trigger", File: "sound/hub.c", Line: 17,
		Why: "snd_pcm_ops.trigger runs under the stream lock"}
	ds := []Diagnostic{
		{
			Rule: "sleep-in-atomic", Severity: Error, Confidence: High,
			File: "sound/hub.c", Line: 4, Column: 3, EndLine: 4, EndColumn: 24,
			Function: "hub_stop", Callee: "usleep_range",
			Message: "usleep_range() may sleep, and is reached under the PCM stream lock",
			Contexts: []Context{stream,
				{Kind: "lock", Root: "hub_a", Why: "holds hub->lock", File: "sound/hub.c", Line: 30},
				{Kind: "hardirq", Root: "hub_irq", Why: "is a hard interrupt handler", File: "sound/hub.c", Line: 40}},
			Steps: []Step{
				{"sound/hub.c", 17, "hub_trigger", "hub_trigger is snd_pcm_ops.trigger: runs under the stream lock"},
				{"sound/hub.c", 13, "hub_trigger", "calls hub_stop()"},
				{"sound/hub.c", 4, "hub_stop", "calls usleep_range(), which may sleep"},
			},
		},
		{
			Rule: "alloc-in-atomic", Severity: Warning, Confidence: Medium,
			File: "sound/hub.c", Line: 12, Column: 11, EndLine: 12, EndColumn: 47,
			Function: "hub_trigger", Callee: "kzalloc",
			Message:  "kzalloc(GFP_KERNEL) may block",
			Contexts: []Context{stream},
			Steps:    []Step{{"sound/hub.c", 17, "hub_trigger", "runs under the stream lock"}},
			Fixes: []Fix{
				{Title: "use GFP_ATOMIC", Edits: []Edit{{"sound/hub.c", 12, 36, 12, 46, "GFP_ATOMIC", ""}}},
				{Title: "or allocate in hw_params"},
			},
		},
	}
	Seal(ds, readHub)
	return ds
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update rewrites it):\n%s", name, got)
	}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	if err := WriteText(&out, sample(), TextOptions{Read: readHub}); err != nil {
		t.Fatal(err)
	}
	golden(t, "text.golden", out.Bytes())
	out.Reset()
	if err := WriteText(&out, sample(), TextOptions{Read: readHub, Color: true}); err != nil {
		t.Fatal(err)
	}
	golden(t, "color.golden", out.Bytes())
}

// TestTextFoldsContexts has a core helper with ten callers.
func TestTextFoldsContexts(t *testing.T) {
	d := sample()[0]
	for range 8 {
		d.Contexts = append(d.Contexts, d.Contexts[1])
	}
	var out bytes.Buffer
	if err := WriteText(&out, []Diagnostic{d}, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "also reached from hub_"); n != maxContexts {
		t.Errorf("%d contexts listed, want %d", n, maxContexts)
	}
	if !strings.Contains(out.String(), "also reached from 7 more contexts") {
		t.Errorf("the rest is not counted:\n%s", out.String())
	}
}

// TestTextIsSafe feeds what a hostile tree may hold: terminal escapes in names
// and source, invalid UTF-8, a line break, a change of reading direction.
func TestTextIsSafe(t *testing.T) {
	d := Diagnostic{Rule: "r-r", Severity: Error, Confidence: High, File: "a\x1b[2Jb.c", Line: 1, Column: 1,
		EndLine: 1, EndColumn: 4, Message: "x\ny\u202e\xff", Steps: []Step{{"f\r.c", 1, "f", "w\x07"}}}
	var out bytes.Buffer
	err := WriteText(&out, []Diagnostic{d}, TextOptions{Read: func(string) []byte { return []byte("f(\x1b]0;t\x07);\n") }})
	if err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexAny(out.String(), "\x1b\x07\r\u202e"); i >= 0 {
		t.Errorf("a control character got through: %q", out.String())
	}
	if !strings.HasPrefix(out.String(), "a?[2Jb.c:1:1: error: x?y?\ufffd [r-r]\n") {
		t.Errorf("got %q", out.String())
	}
}

// TestTextProtocolSteps: a step in another callback, not called by the step
// before it, is not drawn as a call.
func TestTextProtocolSteps(t *testing.T) {
	d := Diagnostic{Steps: []Step{
		{"a.c", 1, "trigger", "calls stop()"},
		{"a.c", 2, "stop", "terminates the channel"},
		{"a.c", 3, "hw_free", "the core calls hw_free next"},
	}}
	var out bytes.Buffer
	if err := WriteText(&out, []Diagnostic{d}, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	want := "a.c:1: note: trigger() calls stop()\n" +
		"a.c:2: note:   stop(): terminates the channel\n" +
		"a.c:3: note: the core calls hw_free next\n"
	if !strings.HasSuffix(out.String(), want) {
		t.Errorf("got\n%s", out.String())
	}
}

func TestJSONL(t *testing.T) {
	var out bytes.Buffer
	if err := JSONL(&out, sample()); err != nil {
		t.Fatal(err)
	}
	golden(t, "jsonl.golden", out.Bytes())
	var back []Diagnostic
	for line := range bytes.Lines(out.Bytes()) {
		var d Diagnostic
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&d); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(line, []byte("null")) {
			t.Errorf("a list is null: %s", line)
		}
		back = append(back, d)
	}
	want := sample()
	if len(back) != len(want) || back[1].Fingerprint != want[1].Fingerprint ||
		!reflect.DeepEqual(back[0].Steps, want[0].Steps) {
		t.Errorf("read back: %+v", back)
	}
}

// TestFingerprint says what may change without a new fingerprint, and what may
// not.
func TestFingerprint(t *testing.T) {
	print := func(change func(d *Diagnostic), file string) string {
		ds := sample()[:1]
		change(&ds[0])
		Seal(ds, func(string) []byte { return []byte(file) })
		return ds[0].Fingerprint
	}
	was := print(func(*Diagnostic) {}, hub)
	moved := strings.Replace(strings.Replace(hub, "{\n", "{\n\n\n", 1), "(10, 100)", "(10,  100)", 1)
	for name, now := range map[string]string{
		"moved by two lines and reformatted": print(func(d *Diagnostic) { d.Line += 2; d.EndLine += 2; d.EndColumn++ }, moved),
		"another message":                    print(func(d *Diagnostic) { d.Message = "new words" }, hub),
		"another context besides":            print(func(d *Diagnostic) { d.Contexts = append(d.Contexts, d.Contexts[0]) }, hub),
		"another confidence":                 print(func(d *Diagnostic) { d.Confidence = Low }, hub),
	} {
		if now != was {
			t.Errorf("%s: the fingerprint changed", name)
		}
	}
	for name, now := range map[string]string{
		"another rule":     print(func(d *Diagnostic) { d.Rule = "wait-on-self" }, hub),
		"another callee":   print(func(d *Diagnostic) { d.Callee = "msleep" }, hub),
		"other arguments":  print(func(*Diagnostic) {}, strings.Replace(hub, "(10, 100)", "(20, 100)", 1)),
		"another way":      print(func(d *Diagnostic) { d.Steps = d.Steps[1:]; d.Steps[0].Function = "other" }, hub),
		"another file":     print(func(d *Diagnostic) { d.File = "sound/other.c" }, hub),
		"another function": print(func(d *Diagnostic) { d.Function = "hub_other" }, hub),
	} {
		if now == was {
			t.Errorf("%s: the fingerprint is the same", name)
		}
	}
}

func TestFingerprintOrdinal(t *testing.T) {
	a := sample()[0]
	b := a
	b.Line = 5 // no text there: make the spans equal
	ds := []Diagnostic{b, a, a}
	Seal(ds, nil)
	if ds[0].Line != 4 {
		t.Error("Seal does not sort")
	}
	if ds[0].Fingerprint == ds[1].Fingerprint || ds[1].Fingerprint == ds[2].Fingerprint {
		t.Errorf("equal findings share a fingerprint: %v %v %v", ds[0].Fingerprint, ds[1].Fingerprint, ds[2].Fingerprint)
	}
	if len(ds[0].Fingerprint) != 16 {
		t.Errorf("fingerprint %q", ds[0].Fingerprint)
	}
}

func TestTextPositions(t *testing.T) {
	text := NewText([]byte("ab\ncd\r\n\nx"))
	if text.Lines() != 4 || text.Line(2) != "cd" || text.Line(4) != "x" || text.Line(5) != "" || text.Line(0) != "" {
		t.Errorf("lines: %d %q %q", text.Lines(), text.Line(2), text.Line(4))
	}
	for offset := range 9 {
		line, column := text.Position(offset)
		if got := text.Offset(line, column); got != offset {
			t.Errorf("offset %d is %d:%d, which is offset %d", offset, line, column, got)
		}
	}
	if got := text.Span(1, 2, 2, 2); got != "b\nc" {
		t.Errorf("Span: %q", got)
	}
	if got := text.Span(9, 9, 9, 12) + text.Span(2, 2, 1, 1) + text.Span(-1, -1, -1, -1); got != "" {
		t.Errorf("Span outside: %q", got)
	}
}

func TestApply(t *testing.T) {
	text := NewText([]byte("one two\nthree\n"))
	got, ok := text.Apply([]Edit{{"", 2, 1, 2, 6, "3", ""}, {"", 1, 5, 1, 8, "2", ""}, {"", 1, 1, 1, 1, ">", ""}})
	if !ok || string(got) != ">one 2\n3\n" {
		t.Errorf("Apply: %q %v", got, ok)
	}
	if _, ok := text.Apply([]Edit{{"", 1, 1, 1, 4, "", ""}, {"", 1, 3, 1, 5, "", ""}}); ok {
		t.Error("overlapping edits were applied")
	}
}

func TestAtLeast(t *testing.T) {
	if !High.AtLeast(Medium) || !Medium.AtLeast(Medium) || Low.AtLeast(Medium) || Confidence("").AtLeast(Low) {
		t.Error("AtLeast is wrong")
	}
}
