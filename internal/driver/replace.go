package driver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// replaceFile puts a text into the place of a file in one step: a reader sees the old
// one or the new one.
func replaceFile(name string, text []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".ctxlint-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
