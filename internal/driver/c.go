package driver

import "context"

// cFrontend checks C files.
type cFrontend struct{}

func (cFrontend) run(context.Context, job) (*outcome, error) { return nil, errNoFrontend }
