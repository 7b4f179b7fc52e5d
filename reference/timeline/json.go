package timeline

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// run is a trace as other programs read it.
type run struct {
	Model     string     `json:"model"`
	CPUs      int        `json:"cpus"`
	Schedule  string     `json:"schedule,omitempty"`
	Violation *violation `json:"violation,omitempty"`
	Steps     []step     `json:"steps"`
}

type violation struct {
	Kind  string  `json:"kind"`
	Rule  string  `json:"rule,omitempty"`
	Text  string  `json:"message"`
	Splat string  `json:"splat"`
	Stack []frame `json:"stack"`
}

type frame struct {
	Func string `json:"func"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// step is one step; CPU is -1 for a device.
type step struct {
	CPU     int      `json:"cpu"`
	Context string   `json:"context"`
	Name    string   `json:"name"`
	PID     int      `json:"pid"`
	What    string   `json:"what"`
	On      string   `json:"on,omitempty"`
	Held    []string `json:"held,omitempty"`
	Atomic  bool     `json:"atomic"`
	IRQsOff bool     `json:"irqs_off"`
	Stack   []frame  `json:"stack,omitempty"`
}

func frames(fs []sim.Frame) []frame {
	var out []frame
	for _, f := range fs {
		out = append(out, frame{f.Func, f.File, f.Line})
	}
	return out
}

func runOf(t *sim.Trace, v *sim.Violation) run {
	r := run{Model: t.Model, CPUs: t.CPUs, Steps: []step{}}
	if v != nil {
		r.Schedule = v.Schedule.String()
		r.Violation = &violation{string(v.Kind), v.Rule, v.Msg, v.Splat, frames(v.Stack)}
	}
	for i := range t.Events {
		e := &t.Events[i]
		r.Steps = append(r.Steps, step{
			CPU: e.CPU, Context: columnOf(e).context(), Name: e.Name, PID: e.PID, What: e.What, On: e.On,
			Held: e.Held, Atomic: e.Atomic, IRQsOff: e.IRQsOff, Stack: frames(e.Stack),
		})
	}
	return r
}

// JSON writes the trace, and the violation that it ends with unless that is nil,
// as one object; docs/reference.md describes it.
func JSON(w io.Writer, t *sim.Trace, v *sim.Violation) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(runOf(t, v))
}

// chromeEvent is an entry of the Chrome trace format, which Perfetto and
// chrome://tracing read.
type chromeEvent struct {
	Name string         `json:"name"`
	Ph   string         `json:"ph"`
	Ts   int            `json:"ts"`
	Dur  int            `json:"dur,omitempty"`
	Pid  int            `json:"pid"`
	Tid  int            `json:"tid"`
	S    string         `json:"s,omitempty"`
	Cat  string         `json:"cat,omitempty"`
	Args map[string]any `json:"args,omitempty"`
}

// Chrome writes the trace in the Chrome trace format: a process for each CPU and
// one for the devices, a thread for each of their contexts, and a microsecond for
// each step, since time is abstract.
func Chrome(w io.Writer, t *sim.Trace) error {
	var out []chromeEvent
	tids := map[column]int{}
	named := map[int]bool{}
	for i, c := range columns(t) {
		tids[c] = i + 1
		if pid := c.cpu + 1; !named[pid] {
			named[pid] = true
			out = append(out, chromeEvent{Name: "process_name", Ph: "M", Pid: pid, Args: map[string]any{"name": c.place()}})
		}
		out = append(out, chromeEvent{Name: "thread_name", Ph: "M", Pid: c.cpu + 1, Tid: i + 1,
			Args: map[string]any{"name": strings.TrimSpace(c.context() + " " + c.name)}})
	}
	for i := range t.Events {
		e := &t.Events[i]
		x := chromeEvent{Name: label(e), Ph: "X", Ts: i, Dur: 1, Pid: e.CPU + 1, Tid: tids[columnOf(e)],
			Cat: columnOf(e).context(), Args: map[string]any{"step": i + 1}}
		if len(e.Held) > 0 {
			x.Args["held"] = strings.Join(e.Held, ", ")
		}
		if len(e.Stack) > 0 {
			x.Args["at"] = fmt.Sprintf("%s %s:%d", e.Stack[0].Func, e.Stack[0].File, e.Stack[0].Line)
		}
		if isBug(e) {
			x.Ph, x.Dur, x.S = "i", 0, "g"
		}
		out = append(out, x)
	}
	return json.NewEncoder(w).Encode(map[string]any{"traceEvents": out, "displayTimeUnit": "ms", "otherData": map[string]any{"model": t.Model}})
}
