package driver

import (
	"runtime/debug"
	"strings"
)

// release is the version of a released binary, which ci/release sets.
var release string

// Version says which build this is: the module's version where it was
// installed as one, else the revision that it was built from.
func Version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown build)"
	}
	return describe(info)
}

func describe(info *debug.BuildInfo) string {
	parts := []string{info.Main.Version}
	if parts[0] == "" || parts[0] == "(devel)" {
		parts = []string{"devel"}
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if rev := settings["vcs.revision"]; len(rev) >= 12 {
		if settings["vcs.modified"] == "true" {
			parts = append(parts, rev[:12]+"+changes")
		} else {
			parts = append(parts, rev[:12])
		}
	}
	return strings.Join(append(parts, info.GoVersion), " ")
}
