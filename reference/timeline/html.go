package timeline

import (
	_ "embed"
	"html/template"
	"io"

	"github.com/ctxlint/ctxlint/reference/sim"
)

//go:embed step.html
var stepPage string

var stepTemplate = template.Must(template.New("step").Parse(stepPage))

// HTML writes a page, whole in itself, to step through the run: each context with
// what it does at the step, the locks that it holds, and its calls. v is the
// violation that the run ends with, nil if there is none.
func HTML(w io.Writer, t *sim.Trace, v *sim.Violation) error {
	r := runOf(t, v)
	cs := columns(t)
	index := map[column]int{}
	var heads []map[string]string
	for i, c := range cs {
		index[c] = i
		heads = append(heads, map[string]string{"where": c.where(), "name": c.name})
	}
	type row struct {
		Column int
		Label  string
		Bug    bool
	}
	var rows []row
	for i := range t.Events {
		e := &t.Events[i]
		rows = append(rows, row{index[columnOf(e)], label(e), isBug(e)})
	}
	return stepTemplate.Execute(w, map[string]any{"Run": r, "Heads": heads, "Rows": rows})
}
