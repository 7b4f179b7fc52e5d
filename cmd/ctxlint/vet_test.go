package main

import (
	"os/exec"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// goEnv lets scripts run the go command, without a network, on the cache that
// is there: they have no home directory. CTXLINT is the program's path.
func goEnv(e *testscript.Env) error {
	path, err := exec.LookPath("ctxlint")
	if err != nil {
		return err
	}
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return err
	}
	e.Setenv("CTXLINT", path)
	e.Setenv("GOCACHE", strings.TrimSpace(string(cache)))
	e.Setenv("GOPROXY", "off")
	e.Setenv("GOWORK", "off")
	return nil
}
