package driver

import (
	"context"
	"io"
)

// Demo checks the sample drivers that come with the program.
func Demo(ctx context.Context, w io.Writer, color bool) error { return errNoFrontend }
