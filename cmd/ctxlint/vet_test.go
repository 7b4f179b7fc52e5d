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
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
		dir, err := exec.Command("go", "env", name).Output()
		if err != nil {
			return err
		}
		e.Setenv(name, strings.TrimSpace(string(dir)))
	}
	e.Setenv("CTXLINT", path)
	e.Setenv("GOPROXY", "off")
	e.Setenv("GOWORK", "off")
	return nil
}
