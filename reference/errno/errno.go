// Package errno has the kernel's error numbers as Go errors. They are numbers
// there and here because callers compare them: a PCM application recovers from
// EPIPE and gives up on ENODEV.
package errno

import "fmt"

// Errno is a kernel error number, positive.
type Errno int

const (
	ENOENT     Errno = 2
	EINTR      Errno = 4
	EIO        Errno = 5
	ENXIO      Errno = 6
	EAGAIN     Errno = 11
	ENOMEM     Errno = 12
	EFAULT     Errno = 14
	EBUSY      Errno = 16
	ENODEV     Errno = 19
	EINVAL     Errno = 22
	EPIPE      Errno = 32
	ENOSYS     Errno = 38
	EBADFD     Errno = 77
	ESTRPIPE   Errno = 86
	ECONNRESET Errno = 104
	EALREADY   Errno = 114
	ETIMEDOUT  Errno = 110
)

var names = map[Errno]string{
	ENOENT: "ENOENT", EINTR: "EINTR", ECONNRESET: "ECONNRESET", EIO: "EIO", ENXIO: "ENXIO", EAGAIN: "EAGAIN", ENOMEM: "ENOMEM", EFAULT: "EFAULT",
	EBUSY: "EBUSY", ENODEV: "ENODEV", EINVAL: "EINVAL", EPIPE: "EPIPE", ENOSYS: "ENOSYS",
	EBADFD: "EBADFD", ESTRPIPE: "ESTRPIPE", EALREADY: "EALREADY", ETIMEDOUT: "ETIMEDOUT",
}

func (e Errno) Error() string {
	if s, ok := names[e]; ok {
		return s
	}
	return fmt.Sprintf("errno %d", int(e))
}
