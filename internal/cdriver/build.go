package cdriver

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
)

// Build is what is known of how files are compiled: where headers are searched
// and which macros are defined. It decides which of several headers with one name
// is meant, and which side of an #ifdef is read. A nil Build knows nothing, and
// every side is read.
//
// A file that the build has no command for, as a header, is read as all commands
// agree: directories that any of them names, macros that all of them define.
type Build struct {
	common   *Command
	commands map[string]*Command
	shared   commandDefines
	each     map[string]commandDefines
	settling *settling // nil: what headers decide stays open
}

// Command is how one file is compiled.
type Command struct {
	Include   []string          // directories in the tree, in their order
	Defined   map[string]string // macros with their values
	Undefined []string
	// Search are the directories in which headers are found, also outside of the tree, and
	// Forced the files that are included by the command. Names are those of [Files].
	Search, Forced []string
	// Config says that all options of the kernel's configuration are among the
	// defined ones.
	Config bool
}

// commandDefines are the macros of a command, and a name for them.
type commandDefines struct {
	defines *cparse.Defines
	variant string
}

// NewBuild makes a build of the commands for files.
func NewBuild(commands map[string]*Command) *Build {
	b := &Build{commands: commands, each: map[string]commandDefines{}}
	for _, file := range slices.Sorted(maps.Keys(commands)) {
		c := commands[file]
		b.each[file] = definesOf(c)
		b.common = agree(b.common, c)
	}
	if b.common != nil {
		b.shared = definesOf(b.common)
	}
	return b
}

// agree is what two commands have in common; a may be nil.
func agree(a, b *Command) *Command {
	if a == nil {
		return &Command{Include: slices.Clone(b.Include), Defined: maps.Clone(b.Defined), Undefined: slices.Clone(b.Undefined), Config: b.Config}
	}
	for _, dir := range b.Include {
		if !slices.Contains(a.Include, dir) {
			a.Include = append(a.Include, dir)
		}
	}
	maps.DeleteFunc(a.Defined, func(name, value string) bool { other, ok := b.Defined[name]; return !ok || other != value })
	a.Undefined = slices.DeleteFunc(a.Undefined, func(name string) bool { return !slices.Contains(b.Undefined, name) })
	a.Config = a.Config && b.Config
	return a
}

// id names the build; "" is none.
func (b *Build) id() string {
	if b == nil {
		return ""
	}
	h := sha256.New()
	for _, file := range slices.Sorted(maps.Keys(b.commands)) {
		c := b.commands[file]
		fmt.Fprintf(h, "%q %q %q %v\n", file, c.Include, b.each[file].variant, c.Config)
	}
	fmt.Fprintf(h, "%q\n", b.stamp())
	return hex.EncodeToString(h.Sum(nil))
}

// configPrefix begins the options of the kernel's configuration.
const configPrefix = "CONFIG_"

// fileMacros are defined otherwise for each file, and asked for in no condition:
// left in, they would make every file of a build another variant.
const fileMacros = "KBUILD_"

func definesOf(c *Command) commandDefines {
	defined := maps.Clone(c.Defined)
	maps.DeleteFunc(defined, func(name, _ string) bool { return strings.HasPrefix(name, fileMacros) })
	if len(defined) == 0 && len(c.Undefined) == 0 && !c.Config {
		return commandDefines{}
	}
	closed := ""
	if c.Config {
		closed = configPrefix
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(defined)) {
		fmt.Fprintf(h, "%q=%q\n", name, defined[name])
	}
	undefined := slices.Sorted(slices.Values(c.Undefined))
	fmt.Fprintf(h, "%q %q\n", undefined, closed)
	return commandDefines{cparse.NewDefines(defined, undefined, closed), hex.EncodeToString(h.Sum(nil))}
}

// of is what a file is read with, and the name of that variant.
func (b *Build) of(file string) (*cparse.Defines, string) {
	if b == nil {
		return nil, ""
	}
	c, ok := b.each[file]
	if !ok {
		c = b.shared
	}
	return b.settled(file, c)
}

// versionMacro is what code for several kernels asks for.
const versionMacro = "LINUX_VERSION_CODE"

// kernelMacro is set in each build of a kernel; code that user space shares asks for it.
// The tools of a tree are programs for user space.
const (
	kernelMacro = "__KERNEL__"
	userSpace   = "tools/"
)

// newestKernel stands for the kernel of code outside of a kernel tree: it is
// read as a build for a kernel of today would.
const newestKernel = "6.12.0"

// readWith is what the text of a file is read with, and the name of that variant.
// The version of the kernel is known without a build, and that it is one; each makes a
// variant of those files only that ask for it.
func (o *Options) readWith(file string, data []byte) (*cparse.Defines, string) {
	defines, variant := o.Build.of(file)
	if bytes.Contains(data, []byte(kernelMacro)) && !strings.HasPrefix(file, userSpace) {
		defines, variant = defines.With(kernelMacro, "1"), variant+"k"
	}
	if !bytes.Contains(data, []byte(versionMacro)) {
		return defines, variant
	}
	var n [3]int
	for i, part := range strings.SplitN(cmp.Or(o.KernelVersion, newestKernel), ".", 3) {
		n[i], _ = strconv.Atoi(part)
	}
	code := strconv.FormatInt(cparse.VersionCode(n[0], n[1], n[2]), 10)
	return defines.With(versionMacro, code), variant + code
}

// include lists where headers of a file are searched first.
func (b *Build) include(file string) []string {
	if b == nil || b.common == nil {
		return nil
	}
	if c, ok := b.commands[file]; ok {
		return c.Include
	}
	return b.common.Include
}
