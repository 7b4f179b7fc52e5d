package sim

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
)

const (
	modulePath = "github.com/ctxlint/ctxlint/"
	simPackage = "reference/sim."
)

// callers is the stack of the model, whichever module it is in: without the
// machinery below it and without the standard library.
func callers(skip int) []Frame {
	pcs := make([]uintptr, 64)
	pcs = pcs[:runtime.Callers(skip, pcs)]
	it := runtime.CallersFrames(pcs)
	var fs []Frame
	for {
		f, more := it.Next()
		name := strings.TrimPrefix(f.Function, modulePath)
		if harness(name) {
			break
		}
		if !standard(&f) && !hidden[strings.TrimPrefix(name, simPackage+"(*Kernel).")] {
			fs = append(fs, Frame{Func: name, File: trimFile(f.File), Line: f.Line})
		}
		if !more {
			break
		}
	}
	return fs
}

// hidden are methods of the kernel that say nothing about where the model is.
var hidden = map[string]bool{
	"violate": true, "report": true, "point": true, "pointStates": true, "staying": true, "moving": true, "mustPoint": true, "starting": true, "ending": true,
	"switching": true, "step": true, "pause": true, "touch": true, "look": true, "access": true,
	"wrote": true, "glance": true, "read": true, "race": true, "racing": true, "watched": true,
}

// harness reports whether a frame is the machinery below the model: it differs
// between exploration and replay and tells the reader nothing.
func harness(name string) bool {
	for _, f := range []string{"runActor", "build", "run", "hub", "checkExit", "checkStuck"} {
		if name == simPackage+"(*Kernel)."+f {
			return true
		}
	}
	return name == simPackage+"(*Source).run" // a device has no caller
}

// library is where the sources of the standard library were when this was
// compiled, empty if paths were trimmed.
var library = sync.OnceValue(func() string {
	f := runtime.FuncForPC(reflect.ValueOf(strings.Cut).Pointer())
	file, _ := f.FileLine(f.Entry())
	dir, _ := strings.CutSuffix(filepath.ToSlash(file), "strings/strings.go")
	return dir
})

// standard reports whether a function is the standard library's. Where the paths
// of sources do not tell, that of the package does: only the library's, and what
// is called main, begins with an element without a dot. A module without one in
// its name then loses its frames.
func standard(f *runtime.Frame) bool {
	if dir := library(); dir != "" {
		return strings.HasPrefix(filepath.ToSlash(f.File), dir)
	}
	first, _, sub := strings.Cut(f.Function, "/")
	if !sub {
		return !strings.HasPrefix(f.Function, "main.")
	}
	return !strings.Contains(first, ".")
}

// trimFile shortens the name of a source file.
func trimFile(f string) string {
	f = filepath.ToSlash(f)
	if i := strings.LastIndex(f, "/reference/"); i >= 0 {
		return f[i+1:]
	}
	if dir := workingDir(); dir != "" {
		if rest, below := strings.CutPrefix(f, dir+"/"); below {
			return rest
		}
	}
	return f
}

var workingDir = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return filepath.ToSlash(dir)
})
