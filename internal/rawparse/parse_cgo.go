//go:build cgo

package rawparse

import (
	"context"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/c"
)

// Parser parses one file after another. It must not be used by two goroutines
// at once.
type Parser struct{ p *sitter.Parser }

// New returns a parser.
func New() *Parser {
	p := sitter.NewParser()
	p.SetLanguage(c.GetLanguage())
	return &Parser{p}
}

// Parse parses src and drops the tree.
func (p *Parser) Parse(src []byte) error {
	tree, err := p.p.ParseCtx(context.Background(), nil, src)
	if err != nil {
		return err
	}
	tree.Close()
	return nil
}

// Close frees the parser.
func (p *Parser) Close() { p.p.Close() }
