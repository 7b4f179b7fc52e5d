package model

import "testing"

// The embedded tables parse; a bad row is reported with file and line.
func TestKernelTablesParse(t *testing.T) {
	sub := kernelTables
	_ = sub
	if _, err := kernel(); err != nil {
		t.Fatal(err)
	}
}
