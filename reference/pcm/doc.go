// Package pcm is the reference PCM core: the stream state machine of
// sound/core/pcm_native.c and the ring buffer of pcm_lib.c, on simulated CPUs.
//
// # Who may call what, and who waits for whom
//
// Each substream has a stream lock: a spinlock taken with interrupts disabled,
// or a mutex if [PCM.Nonatomic] is set. Trigger, Pointer and Ack are called
// under it, and so is the state changed. [PeriodElapsed] takes it, from
// whatever context the driver calls it in. Hence the two rules a driver lives
// by: a trigger of an atomic stream must not sleep, and a period interrupt of a
// nonatomic stream must be able to.
//
// Stopping is asynchronous: Trigger(Stop) runs under the stream lock, possibly
// from the period interrupt itself (XRUN, end of drain), and cannot wait for
// that interrupt. So the core notes that the driver may still be busy
// (stopOperating) and calls SyncStop, or synchronizes the card's interrupt,
// from the next operation that may sleep: hw_params, prepare, hw_free, suspend
// and disconnect. A driver with asynchronous period handling and neither of
// the two frees memory under its own feet.
//
// Actions (start, stop, pause, suspend, resume, reset, prepare, drain) work on a
// stream or on its group of linked streams in three passes: check all, do all,
// record all. If one fails to do, those before it are undone.
//
// # What is left out
//
// Formats and rates are not negotiated, poll, time stamps, mmap, silence filling,
// fasync, the OSS layer and the checks against jiffies do not exist, and the
// link semaphore is a mutex, which serialises readers. None of these changes
// what may run when.
package pcm
