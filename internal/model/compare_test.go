package model_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/source"
)

// answers is an engine's opinion.
type answers map[string]engine.Verdict

func (a answers) Sleeps(name string) (known, sleeps bool, why string) {
	v := a[name]
	return v.Known, v.Sleeps, v.Why
}

func compare(m *model.Model, version string, a answers) string {
	var got []string
	for _, d := range model.CompareInferred(m, version, a) {
		got = append(got, fmt.Sprintf("%s %s: %s", d.Row.Key, d.Kind, d.Text))
	}
	slices.Sort(got)
	return strings.Join(got, "\n")
}

func TestCompareInferred(t *testing.T) {
	yes, no := engine.Verdict{Known: true, Sleeps: true, Why: "here"}, engine.Verdict{Known: true}
	got := compare(model.Kernel(), "6.12", answers{
		"msleep": yes, "kmalloc_size_roundup": no, // agree
		"mutex_lock":   no,  // the row sleeps
		"complete":     yes, // the row never does
		"kmalloc":      yes, // conditional: no opinion
		"unheard_of":   yes, // no row
		"spi_async":    yes, // explained
		"snd_pcm_stop": no,  // nothing to explain
	})
	want := `complete disagrees: the source may sleep: here
mutex_lock disagrees: nothing in the source sleeps
snd_pcm_stop unexpected: the source agrees with the row, there is nothing to explain`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// The small tree's functions, read and judged by the engine: the rows that say
// the opposite, and nothing about those in doubt.
func TestCompareWithSource(t *testing.T) {
	m, err := model.Load(os.DirFS("testdata/tables"))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := source.Open("testdata/tree", nil)
	if err != nil {
		t.Fatal(err)
	}
	var subjects []engine.Subject
	for _, c := range m.Claims("6.12") {
		file, _, _ := strings.Cut(c.Row.Source, ":")
		subjects = append(subjects, engine.Subject{File: file, Name: c.Row.Key})
	}
	verdicts, err := cdriver.Infer(t.Context(), cdriver.Options{Tree: tree, Jobs: 2}, subjects)
	if err != nil {
		t.Fatal(err)
	}
	a := answers{}
	for i, v := range verdicts {
		a[subjects[i].Name] = v
	}
	want := `demo_naps disagrees: the source may sleep: msleep() at kernel/demo.c:10
demo_naps_below disagrees: the source may sleep: demo_below() → mutex_lock() at kernel/demo.c:14
demo_stale unexpected: the source agrees with the row, there is nothing to explain
demo_wakes disagrees: nothing in the source sleeps`
	if got := compare(m, "6.12", a); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for name, known := range map[string]bool{"demo_agrees": true, "demo_told": true, "demo_asks": false, "demo_unknown": false, "demo_stubbed": false, "demo_nowhere": false} {
		if a[name].Known != known {
			t.Errorf("%s: %+v", name, a[name])
		}
	}
}
