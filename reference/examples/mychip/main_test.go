package main

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/conformance"
)

// TestModel: the documentation's driver stands what applications do.
func TestModel(t *testing.T) {
	for name, r := range conformance.Check(conformance.PCM("mychip", probe)) {
		t.Errorf("%s: %v\n%v", name, r, r.Violation)
	}
}
