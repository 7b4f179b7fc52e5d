//go:build !cgo

package rawparse

import "errors"

var errNoCgo = errors.New("this build cannot parse C: it was built without cgo")

// Parser is of no use without cgo.
type Parser struct{}

// New returns a parser.
func New() *Parser { return &Parser{} }

// Parse always fails.
func (*Parser) Parse([]byte) error { return errNoCgo }

// Close does nothing.
func (*Parser) Close() {}
