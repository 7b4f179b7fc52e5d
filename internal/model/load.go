package model

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/effect"
)

// columnsOf says how many columns precede versions, source and note in each
// grammar. A table names its grammar in its first line, "%table effects".
var columnsOf = map[string]int{
	"effects":   2, // name, effects
	"ops":       3, // struct, field, context
	"guards":    3, // class, effects on entry, effects on exit
	"accessors": 4, // name, argument, slot, setter
	"gfp":       2, // name, bit or names or'ed; '+' in front marks a modifier
	"values":    2, // name, number
	"noreturn":  1, // name
	"names":     2, // role, name
	"protocols": 3, // protocol, role, member or function
	"explained": 2, // name, why its row is right although the source looks otherwise
}

// Versions that a row may be limited to. They tell [Verify] in which trees a row must
// hold, and change nothing of what the engine sees, but for rows that stand side by
// side (releases.go).
var versionNames = []string{
	"all",
	"6.1",   // gone or renamed by 6.12
	"6.12",  // new after 6.1
	"newer", // after 6.12: from mainline documentation, not verified here
	"older", // before 6.1: still found in out-of-tree drivers
}

type loader struct {
	m    *Model
	errs []error
	seen map[string]string // duplicate detection: what -> position
}

// Load parses every *.tbl file of the directory. Each bad row is reported
// with its file and line; the model is returned only if there is none.
func Load(fsys fs.FS) (*Model, error) {
	l := newLoader()
	if err := l.dir(fsys); err != nil {
		return nil, err
	}
	l.choose()
	return l.result()
}

func newLoader() *loader {
	return &loader{
		m: &Model{
			variants:  &sync.Map{},
			parts:     map[string][]Part{},
			effects:   map[string][]effect.Effect{},
			explained: map[string]bool{},
			ops:       map[opKey]Op{},
			guards:    map[string]guard{},
			accessors: map[string]Accessor{},
			gfp:       map[string]gfpEntry{},
			values:    map[string]int64{},
			noreturn:  map[string]bool{},
			names:     map[string][]Name{},
		},
		seen: map[string]string{},
	}
}

// dir reads the tables of a directory.
func (l *loader) dir(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*.tbl")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("model: no tables (*.tbl)")
	}
	for _, name := range names { // Glob sorts
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		l.table(name, string(data))
	}
	return nil
}

// choose finds the rows that stand side by side, and enters those that are read
// without a release: of the newest.
func (l *loader) choose() {
	l.m.sides = findSides(l.m.rows)
	l.m.left = left(l.m.rows, l.m.sides, release{})
	l.trySides()
	l.addRows()
}

func (l *loader) result() (*Model, error) {
	l.finish()
	l.m.handsOn, l.m.readsAt, l.m.assigns = l.m.names["hands-on"], l.m.names["reads-at"], l.m.names["assigns"]
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return l.m, nil
}

// Table is one that is not embedded.
type Table struct{ Name, Text string }

// KernelWith is the model of the kernel with more tables, in the same grammars: of
// a project's own interfaces. They add rows; a row about something that is known
// already is an error, as two rows about one thing are in any table.
func KernelWith(tables []Table) (*Model, error) {
	if len(tables) == 0 {
		return Kernel(), nil
	}
	sub, err := fs.Sub(kernelTables, "kernel")
	if err != nil {
		return nil, err
	}
	l := newLoader()
	if err := l.dir(sub); err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, t := range tables {
		fmt.Fprintf(h, "%q %q\n", t.Name, t.Text)
		if !strings.Contains(t.Text, "%table ") {
			l.errorf(t.Name, "no %%table line: not a table of the model")
			continue
		}
		l.table(t.Name, strings.ReplaceAll(t.Text, "\r\n", "\n"))
	}
	l.m.id = hex.EncodeToString(h.Sum(nil))
	l.choose()
	return l.result()
}

func (l *loader) errorf(pos, format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s: %s", pos, fmt.Sprintf(format, args...)))
}

// table reads one file: comments, the %table line, then tab-separated rows.
func (l *loader) table(file, text string) {
	kind := ""
	for i, line := range strings.Split(text, "\n") {
		pos := fmt.Sprintf("%s:%d", file, i+1)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "%table "):
			kind = strings.TrimPrefix(line, "%table ")
			if _, ok := columnsOf[kind]; !ok {
				l.errorf(pos, "unknown grammar %q", kind)
				return
			}
		case kind == "":
			l.errorf(pos, "row before the %%table line")
			return
		default:
			l.row(strings.TrimSuffix(path.Base(file), ".tbl"), kind, pos, line)
		}
	}
}

// row splits a line into columns, versions, source and note, and hands it to
// its grammar.
func (l *loader) row(table, kind, pos, line string) {
	n := columnsOf[kind]
	cols := strings.Split(line, "\t")
	if len(cols) == n+2 {
		cols = append(cols, "") // no note
	}
	if len(cols) != n+3 {
		l.errorf(pos, "%d columns, want %d, versions, source and an optional note", len(cols), n)
		return
	}
	for i, c := range cols {
		if c != strings.TrimSpace(c) {
			l.errorf(pos, "column %d has surrounding blanks", i+1)
			return
		}
	}
	r := Row{Table: table, Kind: kind, Key: cols[0], Columns: cols[:n], Versions: cols[n], Source: cols[n+1], Note: cols[n+2], Pos: pos}
	if kind == "ops" {
		r.Key = cols[0] + "." + cols[1]
	}
	if kind == "protocols" {
		r.Key = cols[2]
	}
	if r.Key == "" || r.Source == "" {
		l.errorf(pos, "row without name or source")
		return
	}
	if _, ok := parseSpan(r.Versions); !ok && !slices.Contains(versionNames, r.Versions) {
		l.errorf(pos, "unknown version %q, want one of %s, or a release as in 6.18+, 6.13-6.17, -6.12", r.Versions, strings.Join(versionNames, " "))
		return
	}
	// A source that is only a file means: this name, in that file.
	if !strings.Contains(r.Source, ":") {
		r.Source += ":" + defaultSymbol(r)
	}
	l.m.rows = append(l.m.rows, r)
}

// addRows enters the rows that are read.
func (l *loader) addRows() {
	for i, r := range l.m.rows {
		if _, out := slices.BinarySearch(l.m.left, i); !out {
			l.addRow(r)
		}
	}
}

func (l *loader) addRow(r Row) {
	if err := l.add(r); err != nil {
		l.errorf(r.Pos, "%s: %v", r.Key, err)
	}
}

// defaultSymbol is the symbol that proves a row whose source names a file only.
func defaultSymbol(r Row) string {
	switch r.Kind {
	case "ops":
		return tag(r.Columns[0])
	case "names":
		return tag(r.Columns[1])
	default:
		return strings.TrimSuffix(r.Key, "*")
	}
}

func (l *loader) add(r Row) error {
	switch r.Kind {
	case "effects":
		return l.addEffects(r)
	case "ops":
		return l.addOp(r)
	case "guards":
		return l.addGuard(r)
	case "accessors":
		return l.addAccessor(r)
	case "gfp":
		return l.addGFP(r)
	case "values":
		return l.addValue(r)
	case "names":
		return l.addName(r)
	case "protocols":
		return l.addPart(r)
	case "explained":
		l.m.explained[r.Key] = true
		return l.unique(r, "explained "+r.Key+r.Versions)
	default: // noreturn
		l.m.noreturn[r.Key] = true
		return l.unique(r, "noreturn "+r.Key)
	}
}

// unique reports a second row that says the same kind of thing about the same
// name: the reader of a table could not tell which one holds.
func (l *loader) unique(r Row, what string) error {
	if first, ok := l.seen[what]; ok {
		return fmt.Errorf("already given at %s", first)
	}
	l.seen[what] = r.Pos
	return nil
}

func (l *loader) addEffects(r Row) error {
	effects, err := parseEffects(r.Columns[1])
	if err != nil {
		return err
	}
	for i := range effects {
		effects[i].Source, effects[i].Note = r.Source, r.Note
		e := effects[i]
		if err := l.unique(r, fmt.Sprint("effect ", r.Key, e.Kind, e.Arg, e.Lock, e.Actor, e.Cond, e.On)); err != nil {
			return err
		}
	}
	l.m.effects[r.Key] = append(l.m.effects[r.Key], effects...)
	return nil
}

// irqSafeWord is the context of what is atomic where the driver declares its device
// irq-safe, and process context elsewhere.
const irqSafeWord = "atomic-if-irq-safe"

func (l *loader) addOp(r Row) error {
	op := Op{Struct: r.Columns[0], Field: r.Columns[1], Source: r.Source, Note: r.Note}
	op.IRQSafe = r.Columns[2] == irqSafeWord
	context, ok := contextNames[r.Columns[2]]
	if !ok {
		context, ok = effect.Varies, op.IRQSafe || op.parseMembers(r.Columns[2])
	}
	op.Context = context
	if !ok {
		return fmt.Errorf("unknown context %q", r.Columns[2])
	}
	if !strings.HasPrefix(r.Columns[0], "struct ") && !strings.HasPrefix(r.Columns[0], "union ") {
		return fmt.Errorf("%q is not a struct type", r.Columns[0])
	}
	l.m.ops[opKey{r.Columns[0], r.Columns[1]}] = op
	return l.unique(r, "op "+r.Key)
}

// parseMembers reads on which members of the object the context depends, as
// "atomic-with(m)", "atomic-without(n)" or both, or on a flag of what the module sets
// up, "atomic-unflagged(s.member:FLAG)".
func (op *Op) parseMembers(text string) bool {
	for _, word := range strings.Fields(text) {
		switch name, member, err := call(word); {
		case err != nil || member == "":
			return false
		case name == "atomic-with" && op.With == "":
			op.With = member
		case name == "atomic-without" && op.Without == "":
			op.Without = member
		case name == "atomic-unflagged" && op.Flag == "":
			var ok bool
			if op.Unflagged, op.Flag, ok = strings.Cut(member, ":"); !ok {
				return false
			}
			op.Unflagged = "struct " + op.Unflagged
		default:
			return false
		}
	}
	return op.With != "" || op.Without != "" || op.Flag != ""
}

// addGuard also enters the names that lowering emits for the scope.
func (l *loader) addGuard(r Row) error {
	in, err := parseEffects(r.Columns[1])
	if err != nil {
		return err
	}
	out, err := parseEffects(r.Columns[2])
	if err != nil {
		return err
	}
	for _, list := range [][]effect.Effect{in, out} {
		for i := range list {
			list[i].Source, list[i].Note = r.Source, r.Note
		}
	}
	l.m.guards[r.Key] = guard{in, out}
	l.m.effects["class_"+r.Key+"_constructor"] = in
	l.m.effects["class_"+r.Key+"_destructor"] = out
	return l.unique(r, "guard "+r.Key)
}

func (l *loader) addAccessor(r Row) error {
	arg, err := parseArg(r.Columns[1])
	if err != nil {
		return err
	}
	a := Accessor{Name: r.Key, Arg: arg, Slot: r.Columns[2], Source: r.Source, Note: r.Note}
	if r.Columns[3] != "-" {
		name, set, err := call(r.Columns[3])
		if err != nil {
			return err
		}
		a.Setter = name
		if a.SetArg, err = parseArg(set); err != nil {
			return err
		}
	}
	l.m.accessors[r.Key] = a
	return l.unique(r, "accessor "+r.Key)
}

// finish checks what only the whole set of tables shows.
func (l *loader) finish() {
	l.resolveGFP()
	pos := map[string]string{}
	for _, r := range l.m.rows {
		if r.Kind == "effects" {
			pos[r.Key] = r.Pos
		}
	}
	for name, effects := range l.m.effects {
		if err := complete(effects); err != nil {
			l.errorf(pos[name], "%s: %v", name, err)
		}
		if prefix, ok := strings.CutSuffix(name, "*"); ok {
			l.m.prefixes = append(l.m.prefixes, prefixEffects{prefix, effects})
			delete(l.m.effects, name)
		}
	}
	slices.SortFunc(l.m.prefixes, func(a, b prefixEffects) int {
		if len(a.prefix) != len(b.prefix) {
			return len(b.prefix) - len(a.prefix)
		}
		return strings.Compare(a.prefix, b.prefix)
	})
	slices.SortFunc(l.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
}
