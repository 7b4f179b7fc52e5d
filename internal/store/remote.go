package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Remote is a store that many machines share: a server that keeps what is PUT under
// /ac/HEX and gives it back to a GET, as Bazel's HTTP cache is laid out; any web
// server that takes PUT will do. It only ever saves time. Whatever it does wrong, what
// it would have given is computed, and one sentence says so.
//
// # Trust
//
// What comes is believed if it is whole and was put under this key: it begins with the
// key and the SHA-256 of the rest. So a server that cuts, mixes up or damages entries
// is found out. Whoever may write to it can make up entries that are whole, as whoever
// may write to the directory can: who may write is for the server to decide.
//
// # Patience
//
// Connections are kept and used again. A request has a time-out, and a server that
// fails three times in a row, refuses us, or needs longer on average than the work
// that it saves, is not asked again by this process. Entries are put in the background,
// a few at a time; what is not put when the run ends has a few seconds left.
type Remote struct {
	base   *url.URL
	token  string
	push   bool
	client *http.Client

	off   atomic.Bool // it is not asked any more
	full  atomic.Bool // it does not take any more
	fault atomic.Pointer[error]

	mu     sync.Mutex
	failed int // in a row
	asked  int
	waited time.Duration

	puts    chan put
	putting sync.WaitGroup
	stop    context.CancelFunc
	ctx     context.Context
	lost    atomic.Int64 // entries that were not put
}

type put struct {
	key  Key
	data []byte
}

// Limits of patience.
const (
	requestTime = 5 * time.Second
	connectTime = 3 * time.Second
	farewell    = 10 * time.Second // for what is left to put
	maxFailures = 3
	slowAfter   = 40 // requests
	slowMean    = 250 * time.Millisecond
	putters     = 4
	putQueue    = 1024
)

// OpenRemote returns the store at a URL, http or https. A token is sent as a bearer's;
// without push nothing is written.
func OpenRemote(address, token string, push bool) (*Remote, error) {
	base, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	r := &Remote{base: base, token: token, push: push, puts: make(chan put, putQueue)}
	r.client = &http.Client{
		Timeout: requestTime,
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: connectTime}).DialContext,
			TLSHandshakeTimeout: connectTime,
			MaxIdleConnsPerHost: 32,
			DisableCompression:  true, // what it sends is what was put
		},
		// A token must not follow to another host, and a login page is no entry.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	r.ctx, r.stop = context.WithCancel(context.Background())
	if push {
		for range putters {
			r.putting.Go(r.put)
		}
	}
	return r, nil
}

// CheckAddress says whether an address can be that of a shared store.
func CheckAddress(address string) error {
	_, err := parseAddress(address)
	return err
}

func parseAddress(address string) (*url.URL, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address of the shared cache is no URL") // it may hold a password
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("shared cache %s: want http://HOST/… or https://HOST/…", base.Redacted())
	}
	return base, nil
}

func (r *Remote) request(ctx context.Context, method string, k Key, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.base.JoinPath("ac", hex.EncodeToString(k[:])).String(), body)
	if err != nil {
		return nil, err
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	return r.client.Do(req)
}

// get returns the data of an entry of at most max bytes.
func (r *Remote) get(k Key, max int64) ([]byte, bool) {
	if r == nil || r.off.Load() {
		return nil, false
	}
	start := time.Now()
	data, err := r.fetch(k, max)
	r.judge(err, time.Since(start))
	return data, data != nil
}

// fetch returns nil without an error if there is no such entry.
func (r *Remote) fetch(k Key, max int64) ([]byte, error) {
	res, err := r.request(r.ctx, http.MethodGet, k, nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	buf, err := io.ReadAll(io.LimitReader(res.Body, max+wireHeader+1))
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, nil
	case res.StatusCode != http.StatusOK:
		return nil, statusError(res.StatusCode)
	case err != nil:
		return nil, err
	}
	data, ok := unwrap(k, buf)
	if !ok {
		return nil, errDamaged
	}
	return data, nil
}

var errDamaged = errors.New("it sent something else than what was put there")

// statusError is an answer that is neither an entry nor that there is none.
type statusError int

func (s statusError) Error() string {
	return fmt.Sprintf("it answers %d %s", int(s), http.StatusText(int(s)))
}

// final says that asking again would bring the same.
func (s statusError) final() bool {
	return s == http.StatusUnauthorized || s == http.StatusForbidden || s/100 == 3
}

// judge counts what a request came to.
func (r *Remote) judge(err error, took time.Duration) {
	if r.ctx.Err() != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	r.waited += took
	if err == nil {
		r.failed = 0
		if r.asked >= slowAfter && r.waited/time.Duration(r.asked) > slowMean {
			r.giveUp(fmt.Errorf("it takes %d ms for an entry", r.waited.Milliseconds()/int64(r.asked)))
		}
		return
	}
	r.failed++
	if errors.Is(err, errDamaged) {
		r.note(err)
	}
	var status statusError
	if r.failed >= maxFailures || errors.As(err, &status) && status.final() || unreachable(err) {
		r.giveUp(err)
	}
}

// unreachable says that there was no connection.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func (r *Remote) giveUp(err error) {
	r.off.Store(true)
	r.note(err)
}

// note keeps the first thing that went wrong.
func (r *Remote) note(err error) {
	var u *url.Error
	if errors.As(err, &u) { // it repeats the address
		err = u.Err
	}
	r.fault.CompareAndSwap(nil, &err)
}

// share puts an entry in the background. Where more wait than a server can take, the
// rest is left out: it is put by whoever needs it next.
func (r *Remote) share(k Key, data []byte) {
	if r == nil || !r.push || r.off.Load() || r.full.Load() {
		return
	}
	select {
	case r.puts <- put{k, wrap(k, data)}:
	default:
		r.lost.Add(1)
	}
}

// put is one of those that write.
func (r *Remote) put() {
	for p := range r.puts {
		if r.off.Load() || r.full.Load() || r.ctx.Err() != nil {
			r.lost.Add(1)
			continue
		}
		if err := r.write(p); err != nil {
			r.lost.Add(1)
			var status statusError
			if errors.As(err, &status) {
				r.full.Store(true) // it may still have what others have put
				r.note(fmt.Errorf("it takes no entries: %w", err))
				continue
			}
			r.judge(err, 0)
		}
	}
}

func (r *Remote) write(p put) error {
	res, err := r.request(r.ctx, http.MethodPut, p.key, bytes.NewReader(p.data))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // so that the connection can be used again
	if res.StatusCode/100 != 2 {
		return statusError(res.StatusCode)
	}
	return nil
}

// RemoteError is what went wrong with a shared store, said once.
type RemoteError struct{ error }

// close waits a while for what is left to put, and returns what went wrong.
func (r *Remote) close() error {
	if r == nil {
		return nil
	}
	close(r.puts)
	late := time.AfterFunc(farewell, r.stop)
	r.putting.Wait()
	cut := !late.Stop()
	r.stop()
	r.client.CloseIdleConnections()
	if err := r.fault.Load(); err != nil {
		return &RemoteError{fmt.Errorf("%s: %w", r.base.Redacted(), *err)}
	}
	if n := r.lost.Load(); n > 0 && cut {
		return &RemoteError{fmt.Errorf("%s: it was too slow to take %d entries", r.base.Redacted(), n)}
	}
	return nil
}

// What is sent is the magic word, the key, the SHA-256 of the data, and the data.
const (
	wireMagic  = "ctxlint\x02"
	wireHeader = int64(len(wireMagic) + 2*sha256.Size)
)

func wrap(k Key, data []byte) []byte {
	h := sha256.Sum256(data)
	var buf bytes.Buffer
	for _, part := range [][]byte{[]byte(wireMagic), k[:], h[:], data} {
		buf.Write(part)
	}
	return buf.Bytes()
}

func unwrap(k Key, buf []byte) ([]byte, bool) {
	rest, ok := bytes.CutPrefix(buf, append([]byte(wireMagic), k[:]...))
	if !ok || len(rest) < sha256.Size {
		return nil, false
	}
	data := rest[sha256.Size:]
	h := sha256.Sum256(data)
	return data, bytes.Equal(h[:], rest[:sha256.Size])
}
