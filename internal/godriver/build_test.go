package godriver

import (
	"os"
	"os/exec"
	"testing"
)

// TestWithoutCgo builds the analyzers as a program that knows no C does: the
// parser of C needs cgo, the rules must not.
func TestWithoutCgo(t *testing.T) {
	cmd := exec.Command("go", "build", "../../analyzers/...", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
