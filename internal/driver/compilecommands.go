package driver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/source"
)

// compileCommand is an entry of compile_commands.json, as clang defines it.
type compileCommand struct {
	Directory string
	File      string
	Command   string   // as a shell reads it
	Arguments []string // or as words
}

// readBuild reads o.CompileCommands: how the files of the tree are compiled. Files
// that it does not name are read without.
func (o *Options) readBuild(t *source.Tree) (*cdriver.Build, error) {
	name := o.CompileCommands
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("compile commands %s: no such file; `make compile_commands.json` makes one after a build", name)
	}
	if err != nil {
		return nil, fmt.Errorf("compile commands: %w", err)
	}
	var entries []compileCommand
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, fmt.Errorf("compile commands %s: %w", name, err)
	}
	commands, configs := map[string]*cdriver.Command{}, configurations{}
	for i := range entries {
		e := &entries[i]
		if e.File == "" || e.Command == "" && len(e.Arguments) == 0 {
			return nil, fmt.Errorf("compile commands %s: entry %d has no file, or no command", name, i+1)
		}
		e.Directory = resolve(filepath.Dir(name), e.Directory)
		file, err := t.Rel(resolve(e.Directory, e.File))
		if err != nil || !source.IsC(file) || commands[file] != nil {
			continue // of another tree; of two commands for one file the first counts
		}
		args := e.Arguments
		if len(args) == 0 {
			if args, err = shellWords(e.Command); err != nil {
				return nil, fmt.Errorf("compile commands %s: entry %d, %s: %w", name, i+1, e.File, err)
			}
		}
		c := parseCompiler(args[1:])
		c.name = args[0]
		commands[file] = c.command(t, e.Directory, configs)
	}
	if len(commands) == 0 {
		return nil, fmt.Errorf("compile commands %s: none of its %s lies in %s", name, plural(len(entries), "command"), t.Root())
	}
	b := cdriver.NewBuild(commands)
	b.Settle(builtFiles{t})
	return b, nil
}

// resolve is an absolute path, name taken relative to dir.
func resolve(dir, name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}

// shellWords splits a command as a shell does: quotes and backslashes, nothing
// else. It has one word at least.
func shellWords(s string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quote := false, byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && quote != '\'' && i+1 < len(s):
			i++
			if quote == '"' && !strings.ContainsRune("\\\"$`", rune(s[i])) {
				word.WriteByte('\\')
			}
			word.WriteByte(s[i])
			inWord = true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, inWord = c, true
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a %c is never closed", quote)
	}
	if inWord {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, errors.New("the command is empty")
	}
	return words, nil
}
