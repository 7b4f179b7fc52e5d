//go:build !cgo

package cparse

func (p *parser) build() error { return ErrNoCgo }
