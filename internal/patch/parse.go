package patch

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
)

// MaxInput bounds what is read of a patch or a mailbox.
const MaxInput = 256 << 20

// Parse reads a diff, a mail or a mailbox, compressed by gzip or not; name is where
// it comes from. Mails come as they stand there, those without a diff, such as a
// cover letter, without files: [Order] makes a series of them.
func Parse(name string, data []byte) ([]*Patch, error) {
	data, err := inflate(data)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: broken gzip: %w", name, cause(err))
	case len(data) > MaxInput:
		return nil, fmt.Errorf("%s: more than %d MB: not a patch?", name, MaxInput>>20)
	case looksLikeMail(data):
		return parseMails(name, data)
	}
	p := &Patch{Name: name}
	if err := p.diff(data); err != nil {
		return nil, err
	}
	if len(p.Files) == 0 {
		if len(bytes.TrimSpace(data)) == 0 {
			return nil, nil // what `git diff` prints if nothing differs
		}
		return nil, fmt.Errorf("%s: there is no patch in it (want a diff, a mail or a mailbox)", name)
	}
	return []*Patch{p}, nil
}

// inflate undoes gzip, by which archives of lists are compressed.
func inflate(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return data, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, MaxInput+1))
}

// diff reads the files of a unified diff.
func (p *Patch) diff(data []byte) error {
	data = prefixed(skipPreamble(unixHeaders(data)))
	files, err := parseDiff(data)
	if err != nil {
		return fmt.Errorf("%s: broken patch: %w", p.Name, err)
	}
	// A diff that is not git's has names as they were given to diff: the parser
	// leaves their first component.
	loose := !bytes.Contains(append([]byte("\n"), data...), []byte("\ndiff --git "))
	for _, f := range files {
		file := convert(f)
		file.loose = loose
		for _, name := range []string{file.Old, file.New} {
			if err := CheckName(name); name != "" && err != nil {
				return fmt.Errorf("%s: refused: %w", p.Name, err)
			}
		}
		if file.Old == "" && file.New == "" {
			return fmt.Errorf("%s: refused: a file without a name", p.Name)
		}
		p.Files = append(p.Files, file)
	}
	return nil
}

// parseDiff guards against the parser: no input may end the program.
func parseDiff(data []byte) (files []*gitdiff.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	files, _, err = gitdiff.Parse(bytes.NewReader(data))
	return files, err
}

// unixHeaders undoes what a mail program or an editor does to a whole patch:
// ends its lines with CR LF. A patch of a file that has such lines keeps them;
// its headers do not end so.
func unixHeaders(data []byte) []byte {
	start := firstHeader(data)
	if start < 0 {
		return data
	}
	line, _, _ := bytes.Cut(data[start:], []byte("\n"))
	if !bytes.HasSuffix(line, []byte("\r")) {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// skipPreamble drops the text before the first file: a commit message may quote
// a diff, which the parser takes for a broken one.
func skipPreamble(data []byte) []byte {
	if start := firstHeader(data); start > 0 {
		return data[start:]
	}
	return data
}

// firstHeader is the offset of the first line that begins a file, or -1.
func firstHeader(data []byte) int {
	offset := 0
	var before []byte
	for line := range bytes.Lines(data) {
		switch {
		case bytes.HasPrefix(line, []byte("diff --git ")):
			return offset
		case bytes.HasPrefix(line, []byte("+++ ")) && bytes.HasPrefix(before, []byte("--- ")):
			return offset - len(before)
		}
		offset += len(line)
		before = line
	}
	return -1
}

// Modes of git, as the parser hands them on.
const (
	modeType      = 0o170000
	modeSymlink   = 0o120000
	modeSubmodule = 0o160000
)

func convert(f *gitdiff.File) *File {
	file := &File{Old: f.OldName, New: f.NewName, Copy: f.IsCopy, Kind: kindOf(f)}
	if f.IsNew {
		file.Old = ""
	}
	if f.IsDelete {
		file.New = ""
	}
	if file.Kind != Text {
		return file
	}
	for _, t := range f.TextFragments {
		h := &Hunk{OldLine: int(t.OldPosition), NewLine: int(t.NewPosition), Section: t.Comment}
		for _, l := range t.Lines {
			h.Lines = append(h.Lines, Line{Op: l.Op.String()[0], Text: l.Line})
		}
		file.Hunks = append(file.Hunks, h)
	}
	return file
}

func kindOf(f *gitdiff.File) Kind {
	for _, mode := range []os.FileMode{f.OldMode, f.NewMode} {
		switch mode & modeType {
		case modeSubmodule:
			return Submodule
		case modeSymlink:
			return Symlink
		}
	}
	if f.IsBinary {
		return Binary
	}
	return Text
}

// settle decides where the name of a diff that is not git's begins: the longest
// form that the tree has, else, for a new file, the one without the customary
// first component.
func (f *File) settle(exists func(string) bool) {
	if !f.loose {
		return
	}
	f.loose = false
	fix := func(name string) string {
		_, short, ok := strings.Cut(name, "/")
		if !ok || exists(name) {
			return name
		}
		return short
	}
	if f.Old != "" {
		f.Old = fix(f.Old)
	}
	if f.New != "" {
		f.New = fix(f.New)
	}
}
