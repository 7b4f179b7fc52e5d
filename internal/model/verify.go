package model

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
)

// DifferenceKind says how a row and a kernel tree disagree.
type DifferenceKind string

// Kinds of difference. Moved means that the fact is found, but not where the
// row says: the row still works, its source should be updated.
const (
	Missing    DifferenceKind = "missing"    // the name does not exist in the tree
	Moved      DifferenceKind = "moved"      // the name exists, the source is out of date
	Signature  DifferenceKind = "signature"  // an argument index or type does not fit
	Unexpected DifferenceKind = "unexpected" // the row says that this version does not have it
	Disagrees  DifferenceKind = "disagrees"  // the engine infers the opposite
)

// Difference is one row that does not hold.
type Difference struct {
	Row  Row
	Kind DifferenceKind
	Text string
}

func (d Difference) String() string {
	return fmt.Sprintf("%s: %s: %s: %s", d.Row.Pos, d.Row.Key, d.Kind, d.Text)
}

// Inferred is what an engine concluded from the source of a tree, without
// the model's row for that name: why tells how it gets to sleep.
type Inferred interface {
	Sleeps(name string) (known, sleeps bool, why string)
}

// Verify holds every row that applies to the tree's version against the tree
// at root. It scans text, so it can be fooled by a name in a comment: an
// absent difference proves little, a reported one is worth a look.
func Verify(m *Model, root string) ([]Difference, error) {
	v, err := newVerifier(root)
	if err != nil {
		return nil, err
	}
	for _, r := range m.rows {
		file, symbol, _ := strings.Cut(r.Source, ":")
		v.wanted[symbol] = true
		v.wanted[r.Key] = true
		v.wanted[tag(r.Columns[0])] = true
		if _, err := v.file(file); err == nil {
			v.dirs[filepath.Dir(file)] = true
		}
	}
	var diffs []Difference
	for _, r := range m.rows {
		switch claimFor(r.Versions, v.version) {
		case claimsThere:
			if d := v.check(r); d.Kind != "" {
				d.Row = r
				diffs = append(diffs, d)
			}
		case claimsGone:
			if r.Kind != "explained" && !m.beside(r, v.version) && v.defined(r) {
				diffs = append(diffs, Difference{r, Unexpected, "exists in " + v.version + " too"})
			}
		}
	}
	return diffs, nil
}

type verifier struct {
	root    string
	version string
	files   map[string][]byte
	dirs    map[string]bool   // directories of cited files
	wanted  map[string]bool   // the identifiers of the rows
	where   map[string]string // those found, with a file below include/ or dirs; built on demand
	names   []string          // the headers among those files, in path order
	bodies  map[string][]byte // struct type -> its definition, nil if there is none
}

// tag is the name of a struct or union without the keyword.
func tag(structType string) string {
	return strings.TrimPrefix(strings.TrimPrefix(structType, "struct "), "union ")
}

func sourceFile(r Row) string {
	file, _, _ := strings.Cut(r.Source, ":")
	return file
}

var versionRE = regexp.MustCompile(`(?m)^VERSION = (\d+)\s*^PATCHLEVEL = (\d+)`)

func newVerifier(root string) (*verifier, error) {
	v := &verifier{root: root, files: map[string][]byte{}, dirs: map[string]bool{}, wanted: map[string]bool{}, bodies: map[string][]byte{}}
	mk, err := v.file("Makefile")
	if err != nil {
		return nil, err
	}
	n := versionRE.FindSubmatch(mk)
	if n == nil {
		return nil, fmt.Errorf("%s: no kernel version in Makefile", root)
	}
	v.version = string(n[1]) + "." + string(n[2])
	return v, nil
}

func (v *verifier) file(name string) ([]byte, error) {
	if data, ok := v.files[name]; ok {
		if data == nil {
			return nil, os.ErrNotExist
		}
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(v.root, name))
	if err != nil {
		data = nil
	} else if data == nil {
		data = []byte{}
	}
	v.files[name] = data
	return data, err
}

// check reports the first thing that is wrong with a row.
func (v *verifier) check(r Row) Difference {
	file, symbol, _ := strings.Cut(r.Source, ":")
	data, err := v.file(file)
	if _, lineErr := strconv.Atoi(symbol); lineErr == nil {
		symbol = "" // prose: only the file can be checked
	}
	if err != nil || (symbol != "" && !names(data, symbol)) {
		if at := v.find(symbol); at != "" {
			return Difference{Kind: Moved, Text: fmt.Sprintf("%s is not in %s but in %s", symbol, file, at)}
		}
		return Difference{Kind: Missing, Text: fmt.Sprintf("no %s in %s, nor below include/", symbol, file)}
	}
	switch r.Kind {
	case "ops":
		return v.checkOp(r, data)
	case "guards":
		return checkGuard(r, data)
	case "effects":
		return v.checkCall(r, data)
	}
	return Difference{}
}

// defined tells whether the name of a row is in the file that it cites.
func (v *verifier) defined(r Row) bool {
	data, err := v.file(sourceFile(r))
	if err != nil {
		return false
	}
	switch r.Kind {
	case "ops":
		if r.Columns[1] == "*" {
			return v.structBody(r.Columns[0], data) != nil
		}
		return hasIdent(v.structBody(r.Columns[0], data), r.Columns[1])
	case "guards":
		return checkGuard(r, data).Kind == ""
	case "effects":
		return signature(data, r.Key) != nil
	}
	return definesMacro(data, r.Key)
}

func (v *verifier) checkOp(r Row, data []byte) Difference {
	body := v.structBody(r.Columns[0], data)
	switch {
	case body == nil:
		return Difference{Kind: Missing, Text: "no definition of " + r.Columns[0]}
	case r.Columns[1] != "*" && !hasIdent(body, r.Columns[1]):
		return Difference{Kind: Missing, Text: r.Columns[0] + " has no field " + r.Columns[1]}
	}
	return Difference{}
}

// guardBase strips the suffix of a conditional class, which is a separate
// argument of DEFINE_GUARD_COND.
var guardBase = regexp.MustCompile(`_(try|intr|kill)$`)

func checkGuard(r Row, data []byte) Difference {
	for _, class := range []string{r.Key, guardBase.ReplaceAllString(r.Key, "")} {
		re := regexp.MustCompile(`(GUARD|GUARD_0|GUARD_1|CLASS)\(\s*` + class + `\b`)
		if re.Match(data) {
			return Difference{}
		}
	}
	return Difference{Kind: Missing, Text: "no guard class of that name"}
}

// checkCall holds argument indices and GFP types against the declaration, if
// the cited file, or the header that declares it, shows one.
func (v *verifier) checkCall(r Row, data []byte) Difference {
	name, prefix := strings.CutSuffix(r.Key, "*")
	if prefix {
		return Difference{}
	}
	sig := signature(data, name)
	if sig == nil {
		if v.find(name) == "" {
			return Difference{Kind: Missing, Text: "not declared in the cited file, nor below include/"}
		}
		return Difference{} // an alias or generated by a macro: nothing to compare
	}
	effects, err := parseEffects(r.Columns[1])
	if err != nil {
		return Difference{}
	}
	for _, e := range effects {
		for _, arg := range arguments(e) {
			if int(arg) >= len(sig.params) && !sig.variadic {
				return Difference{Kind: Signature, Text: fmt.Sprintf("argument %d of %d", arg, len(sig.params))}
			}
		}
		if e.Cond.Kind == effect.GFPBlocks && !sig.macro && int(e.Cond.Arg) < len(sig.params) &&
			!strings.Contains(sig.params[e.Cond.Arg], "gfp") {
			return Difference{Kind: Signature, Text: fmt.Sprintf("argument %d is %q, not a gfp_t", e.Cond.Arg, sig.params[e.Cond.Arg])}
		}
	}
	return Difference{}
}

// arguments lists the argument indices that an effect refers to.
func arguments(e effect.Effect) []int8 {
	args := []int8{e.Arg, e.Object}
	for _, c := range []effect.Cond{e.Cond, e.And} {
		if c.Kind != effect.Always {
			args = append(args, c.Arg)
		}
	}
	return args
}

// find returns a file that has the identifier: below include/, or in one of
// the cited directories.
func (v *verifier) find(name string) string {
	if name == "" {
		return ""
	}
	if v.where == nil {
		v.index()
	}
	return v.where[name]
}

// index reads include/ and the cited directories once. The first file in path
// order wins, so that reports are stable.
func (v *verifier) index() {
	v.where = map[string]string{}
	var names []string
	add := func(path string) {
		if ext := filepath.Ext(path); ext == ".h" || ext == ".c" || ext == ".rst" {
			if rel, err := filepath.Rel(v.root, path); err == nil {
				names = append(names, filepath.ToSlash(rel))
			}
		}
	}
	_ = filepath.WalkDir(filepath.Join(v.root, "include"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			add(path)
		}
		return nil
	})
	for dir := range v.dirs {
		list, _ := os.ReadDir(filepath.Join(v.root, dir))
		for _, d := range list {
			if !d.IsDir() {
				add(filepath.Join(v.root, dir, d.Name()))
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(-cmp.Compare(filepath.Ext(a), filepath.Ext(b)), cmp.Compare(a, b))
	})
	names = slices.Compact(names)
	for _, name := range names {
		if strings.HasSuffix(name, ".h") {
			v.names = append(v.names, name)
		}
		data, err := os.ReadFile(filepath.Join(v.root, name))
		if err != nil {
			continue
		}
		for i := 0; i < len(data); i++ {
			start := i
			for i < len(data) && identByte(data[i]) {
				i++
			}
			if i == start || data[start] <= '9' {
				continue
			}
			if id := data[start:i]; v.wanted[string(id)] && v.where[string(id)] == "" {
				v.where[string(id)] = name
			}
		}
	}
}

func identByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// eachIdent calls f with the offset after each occurrence of name as a whole
// identifier, until f returns false.
func eachIdent(data []byte, name string, f func(start, end int) bool) {
	for off := 0; ; {
		i := bytes.Index(data[off:], []byte(name))
		if i < 0 {
			return
		}
		start, end := off+i, off+i+len(name)
		off = end
		if (start > 0 && identByte(data[start-1])) || (end < len(data) && identByte(data[end])) {
			continue
		}
		if !f(start, end) {
			return
		}
	}
}

// names tells whether a symbol is in the text, or, of one that ends as no name does, an
// identifier that begins with it.
func names(data []byte, symbol string) bool {
	if !strings.HasSuffix(symbol, "_") {
		return hasIdent(data, symbol)
	}
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(symbol)).Match(data)
}

func hasIdent(data []byte, name string) bool {
	found := false
	eachIdent(data, name, func(int, int) bool { found = true; return false })
	return found
}
