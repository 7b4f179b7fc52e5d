package pairs

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/report"
)

func simulate(t *testing.T, q Request) (text, svg string, found bool) {
	t.Helper()
	var b, s strings.Builder
	found, err := Simulate(&b, report.Pictures{SVG: &s}, q)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), s.String(), found
}

func TestSimulateBuggy(t *testing.T) {
	text, svg, found := simulate(t, Request{Name: "vc4-trigger-sleeps", Buggy: true, Request: report.Request{Preemptions: -1}})
	if !found {
		t.Fatal(text)
	}
	for _, want := range []string{"rules: sleep-in-atomic", "BUG: sleeping function", "stopPacket", "schedule: ", "CPU0 task"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if !strings.HasPrefix(svg, "<svg") {
		t.Errorf("no SVG: %.60q", svg)
	}
}

func TestSimulateReplaysItsOwnSchedule(t *testing.T) {
	text, _, _ := simulate(t, Request{Name: "dmaengine-close", Buggy: true, Request: report.Request{Preemptions: -1}})
	_, rest, ok := strings.Cut(text, "\nschedule: ")
	if !ok {
		t.Fatal(text)
	}
	schedule, _, _ := strings.Cut(rest, "\n")
	again, _, found := simulate(t, Request{Name: "dmaengine-close", Buggy: true, Request: report.Request{Schedule: schedule}})
	if !found || !strings.Contains(again, "BUG: use after free") {
		t.Errorf("replay of %s:\n%s", schedule, again)
	}
	fixed, _, found := simulate(t, Request{Name: "dmaengine-close", Request: report.Request{Schedule: "0"}})
	if found || !strings.Contains(fixed, "no violation") || !strings.Contains(fixed, "CPU0 task") {
		t.Errorf("fixed:\n%s", fixed)
	}
}

func TestSimulateStrategies(t *testing.T) {
	for _, s := range []string{"random", "pct"} {
		text, _, found := simulate(t, Request{Name: "dmaengine-close", Buggy: true, Request: report.Request{Strategy: s, Seed: 1, Schedules: 20_000}})
		if !found {
			t.Errorf("%s does not find the bug:\n%s", s, text)
		}
		text, _, found = simulate(t, Request{Name: "dmaengine-close", Request: report.Request{Strategy: s, Seed: 1, Schedules: 500}})
		if found || !strings.Contains(text, "sampled: 500") {
			t.Errorf("%s on the fix:\n%s", s, text)
		}
	}
}

func TestSimulateErrors(t *testing.T) {
	for _, q := range []Request{
		{Name: "nothing"},
		{Name: "dmaengine-close", Request: report.Request{Strategy: "best"}},
		{Name: "dmaengine-close", Request: report.Request{Schedule: "9 9 9"}},
		{Name: "dmaengine-close", Request: report.Request{Schedule: "rubbish"}},
		{Name: "dmaengine-close", Request: report.Request{Preemptions: -1, Schedules: 10}},
	} {
		var b strings.Builder
		if _, err := Simulate(&b, report.Pictures{}, q); err == nil {
			t.Errorf("%+v accepted:\n%s", q, b.String())
		}
	}
}
