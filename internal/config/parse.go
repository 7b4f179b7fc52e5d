package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	yamlparser "github.com/goccy/go-yaml/parser"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
)

// Keys are what a configuration may say.
var Keys = []string{"rules", "min-confidence", "exclude", "baseline", "model"}

// parser walks the syntax tree of a configuration: every message has the line and
// column of what it is about.
type parser struct {
	read   Reader
	file   File
	nested bool // it does not lie at the root
}

// at is an error about a node.
func (p *parser) at(n ast.Node, format string, args ...any) error {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key // the token of a mapping is its first colon
	}
	pos := n.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", p.file.Name, pos.Line, pos.Column, fmt.Sprintf(format, args...))
}

func (p *parser) parse(data []byte) error {
	file, err := yamlparser.ParseBytes(data, 0)
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			pos := syntax.GetToken().Position
			return fmt.Errorf("%s:%d:%d: %s", p.file.Name, pos.Line, pos.Column, syntax.GetMessage())
		}
		return fmt.Errorf("%s: %w", p.file.Name, err)
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
			return p.at(body, "want keys and values: %s", strings.Join(Keys, ", "))
		}
	}
	return nil
}

func (p *parser) entry(v *ast.MappingValueNode) error {
	key := v.Key.String()
	switch key {
	case "rules":
		return p.list(v.Value, func(n ast.Node, word string) error {
			if _, err := analyzers.All().Select([]string{word}); err != nil {
				return p.at(n, "%v", err)
			}
			p.file.rules = append(p.file.rules, word)
			return nil
		})
	case "min-confidence":
		word, err := p.text(v.Value)
		if err != nil {
			return err
		}
		if p.file.min, err = diag.ParseConfidence(word); err != nil {
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
		p.file.baseline = p.beside(word)
		return nil
	case "model":
		return p.list(v.Value, func(n ast.Node, word string) error {
			name := p.beside(word)
			if p.nested {
				return p.at(n, "model table %s: tables hold for the whole tree; name them in the configuration at its root", name)
			}
			if _, err := p.read(name); err != nil {
				return p.at(n, "model table %s: no such file", name)
			}
			p.file.tables = append(p.file.tables, name)
			return nil
		})
	}
	return p.at(v.Key, "unknown key %q%s; the keys are %s", key, nearest.Hint(key, Keys), strings.Join(Keys, ", "))
}

// beside is a path relative to the directory of the configuration.
func (p *parser) beside(word string) string {
	if filepath.IsAbs(word) {
		return word
	}
	return filepath.Join(filepath.Dir(p.file.Name), filepath.FromSlash(word))
}

func (p *parser) exclude(n ast.Node, word string) error {
	clean, err := Pattern(word)
	if err != nil {
		return p.at(n, "%v", err)
	}
	p.file.exclude = append(p.file.exclude, clean)
	return nil
}

// text is the value of a scalar that must be text.
func (p *parser) text(n ast.Node) (string, error) {
	if s, ok := n.(*ast.StringNode); ok && s.Value != "" {
		return s.Value, nil
	}
	return "", p.at(n, "want a word")
}

// list calls f for each word of a sequence; one word alone is a list of one.
func (p *parser) list(n ast.Node, f func(n ast.Node, word string) error) error {
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
