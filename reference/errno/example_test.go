package errno_test

import (
	"errors"
	"fmt"

	"github.com/ctxlint/ctxlint/reference/errno"
)

func ExampleErrno() {
	var err error = errno.EPIPE
	fmt.Println(err, errors.Is(err, errno.EPIPE))
	// Output: EPIPE true
}
