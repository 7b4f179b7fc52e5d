package driver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/nearest"
)

// ConfigFile is the name of the configuration at the root of a tree. It holds
// what a project decides once; flags win over it.
//
//	rules: [default, -deprecated-terminate-all]
//	min-confidence: high
//	exclude: [drivers/staging, 'arch/*/boot']
//	baseline: ctxlint-baseline.jsonl
//	model: [tools/ctxlint/our-locks.tbl]
const ConfigFile = ".ctxlint.yaml"

// config is what a configuration file says.
type config struct {
	rules    []string
	min      Confidence
	exclude  []string
	baseline string   // path, resolved against the directory of the file
	tables   []string // of the model, likewise
}

// model is the embedded one with the tables.
func (c *config) model() (*model.Model, error) {
	var tables []model.Table
	for _, name := range c.tables {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("configuration: model table: %w", err)
		}
		tables = append(tables, model.Table{Name: name, Text: string(data)})
	}
	m, err := model.KernelWith(tables)
	if err != nil {
		return nil, fmt.Errorf("configuration: model table: %w", err)
	}
	return m, nil
}

var configKeys = []string{"rules", "min-confidence", "exclude", "baseline", "model"}

// readConfig reads the file at name. A file that is not there is empty, unless
// it was asked for.
func readConfig(name string, asked bool) (*config, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return &config{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	p := &configParser{name: name}
	if err := p.parse(data); err != nil {
		return nil, err
	}
	return &p.config, nil
}

// configParser walks the syntax tree of a configuration: every message has the
// line and column of what it is about.
type configParser struct {
	name   string
	config config
}

// at is an error about a node.
func (p *configParser) at(n ast.Node, format string, args ...any) error {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key // the token of a mapping is its first colon
	}
	pos := n.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", p.name, pos.Line, pos.Column, fmt.Sprintf(format, args...))
}

func (p *configParser) parse(data []byte) error {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			pos := syntax.GetToken().Position
			return fmt.Errorf("%s:%d:%d: %s", p.name, pos.Line, pos.Column, syntax.GetMessage())
		}
		return fmt.Errorf("%s: %w", p.name, err)
	}
	for i, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
		case *ast.MappingNode:
			if i > 0 {
				return p.at(body, "a second document: want one")
			}
			for _, v := range body.Values {
				if err := p.entry(v); err != nil {
					return err
				}
			}
		default:
			return p.at(body, "want keys and values: %s", strings.Join(configKeys, ", "))
		}
	}
	return nil
}

func (p *configParser) entry(v *ast.MappingValueNode) error {
	key := v.Key.String()
	switch key {
	case "rules":
		return p.list(v.Value, func(n ast.Node, word string) error {
			if _, err := analyzers.All().Select([]string{word}); err != nil {
				return p.at(n, "%v", err)
			}
			p.config.rules = append(p.config.rules, word)
			return nil
		})
	case "min-confidence":
		word, err := p.text(v.Value)
		if err != nil {
			return err
		}
		if p.config.min, err = ParseConfidence(word); err != nil {
			return p.at(v.Value, "%v", err)
		}
		return nil
	case "exclude":
		return p.list(v.Value, p.exclude)
	case "baseline":
		word, err := p.text(v.Value)
		if err != nil {
			return err
		}
		p.config.baseline = p.beside(word)
		return nil
	case "model":
		return p.list(v.Value, func(n ast.Node, word string) error {
			name := p.beside(word)
			if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
				return p.at(n, "model table %s: no such file", name)
			}
			p.config.tables = append(p.config.tables, name)
			return nil
		})
	}
	return p.at(v.Key, "unknown key %q%s; the keys are %s", key, nearest.Hint(key, configKeys), strings.Join(configKeys, ", "))
}

// beside is a path relative to the directory of the configuration.
func (p *configParser) beside(word string) string {
	if filepath.IsAbs(word) {
		return word
	}
	return filepath.Join(filepath.Dir(p.name), filepath.FromSlash(word))
}

func (p *configParser) exclude(n ast.Node, word string) error {
	if _, err := path.Match(word, ""); err != nil {
		return p.at(n, "pattern %q: %v", word, err)
	}
	clean := path.Clean(word)
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return p.at(n, "%q: want a path below the root of the tree", word)
	}
	p.config.exclude = append(p.config.exclude, clean)
	return nil
}

// text is the value of a scalar that must be text.
func (p *configParser) text(n ast.Node) (string, error) {
	if s, ok := n.(*ast.StringNode); ok && s.Value != "" {
		return s.Value, nil
	}
	return "", p.at(n, "want a word")
}

// list calls f for each word of a sequence; one word alone is a list of one.
func (p *configParser) list(n ast.Node, f func(n ast.Node, word string) error) error {
	nodes := []ast.Node{n}
	if seq, ok := n.(*ast.SequenceNode); ok {
		nodes = seq.Values
	}
	for _, item := range nodes {
		word, err := p.text(item)
		if err != nil {
			return p.at(item, "want a list of words")
		}
		if err := f(item, word); err != nil {
			return err
		}
	}
	return nil
}

// excludes says whether a file is passed over: it, or a directory above it,
// matches a pattern.
func (c *config) excludes(file string) bool {
	for _, pattern := range c.exclude {
		for name := file; name != "."; name = path.Dir(name) {
			if ok, err := path.Match(pattern, name); err == nil && ok {
				return true
			}
		}
	}
	return false
}
