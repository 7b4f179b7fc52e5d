//go:build !cgo

package cparse

import (
	"errors"
	"testing"
)

func TestParseNeedsCgo(t *testing.T) {
	if tr, err := Parse([]byte("int x;"), Options{}); tr != nil || !errors.Is(err, ErrNoCgo) {
		t.Errorf("tree %v, error %v", tr, err)
	}
}
