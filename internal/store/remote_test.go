package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// server keeps entries as a web server would, and can be made to do wrong.
type server struct {
	mu      sync.Mutex
	entries map[string][]byte
	asked   int
	wrong   func(w http.ResponseWriter, r *http.Request) bool // has answered
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked++
	wrong := s.wrong
	s.mu.Unlock()
	if wrong != nil && wrong(w, r) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch data, ok := s.entries[r.URL.Path]; {
	case r.Method == http.MethodPut:
		s.entries[r.URL.Path], _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated)
	case !ok:
		http.NotFound(w, r)
	default:
		_, _ = w.Write(data)
	}
}

func newServer(t *testing.T) (*server, string) {
	s := &server{entries: map[string][]byte{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, h.URL + "/cache"
}

func join(t *testing.T, address, token string, push bool) *Store {
	t.Helper()
	s, err := Open(t.TempDir(), 256<<20)
	if err != nil {
		t.Fatal(err)
	}
	r, err := OpenRemote(address, token, push)
	if err != nil {
		t.Fatal(err)
	}
	s.Join(r)
	return s
}

// TestRemote: what one machine shares another fetches, and keeps.
func TestRemote(t *testing.T) {
	srv, address := newServer(t)
	a, b, c := join(t, address, "", true), join(t, address, "", false), join(t, address, "", false)
	k, data := NewKey([]byte("x"), "unit"), []byte("lowered")
	if _, ok := a.Fetch(k); ok {
		t.Error("there is an entry that nobody has made")
	}
	a.Share(k, data)
	a.Put(NewKey(nil, "own"), data)
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if len(srv.entries) != 1 || srv.entries[fmt.Sprintf("/cache/ac/%x", k)] == nil {
		t.Errorf("the server has %d entries", len(srv.entries))
	}
	if got, ok := b.Fetch(k); !ok || !bytes.Equal(got, data) {
		t.Errorf("fetched %q, %v", got, ok)
	}
	if got, ok := b.Get(k); !ok || !bytes.Equal(got, data) {
		t.Errorf("kept %q, %v", got, ok)
	}
	b.Share(NewKey(nil, "by a reader"), data)
	if err := errors.Join(b.Close(), c.Close()); err != nil || len(srv.entries) != 1 {
		t.Errorf("a reader writes: %d entries, %v", len(srv.entries), err)
	}
}

// TestRemoteToken: the token is sent, and neither it nor a password is ever printed.
func TestRemoteToken(t *testing.T) {
	srv, address := newServer(t)
	var got string
	srv.wrong = func(w http.ResponseWriter, r *http.Request) bool {
		got = r.Header.Get("Authorization")
		if got != "Bearer secret" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		return got != "Bearer secret"
	}
	s := join(t, address, "secret", false)
	s.Fetch(NewKey(nil, "x"))
	if err := s.Close(); err != nil || got != "Bearer secret" {
		t.Errorf("%q, %v", got, err)
	}
	s = join(t, strings.Replace(address, "http://", "http://jane:hidden@", 1), "wrong", false)
	for i := range 5 {
		s.Fetch(NewKey(nil, fmt.Sprint(i)))
	}
	err := s.Close()
	if err == nil || !strings.Contains(err.Error(), "it answers 401 Unauthorized") || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v", err)
	}
	if srv.asked != 2 {
		t.Errorf("a server that refuses us was asked %d times", srv.asked-1)
	}
	for _, bad := range []string{"ftp://x/", "/dir", "http://", "http://a b/", "http://u:hidden@h:bad/"} {
		if err := CheckAddress(bad); err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestRemoteWrong: whatever a server does, there is the right entry or none, it is
// given up in time, and said once.
func TestRemoteWrong(t *testing.T) {
	k, data := NewKey(nil, "a"), []byte("the data of an entry")
	whole := wrap(k, data)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-1] ^= 1
	send := func(body []byte) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool { _, _ = w.Write(body); return true }
	}
	status := func(n int) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(n); return true }
	}
	damaged := "it sent something else than what was put there"
	for name, c := range map[string]struct {
		wrong func(http.ResponseWriter, *http.Request) bool
		said  string
	}{
		"an entry of another key": {send(wrap(NewKey(nil, "b"), data)), damaged},
		"a bit flipped":           {send(flipped), damaged},
		"cut":                     {send(whole[:len(whole)-1]), damaged},
		"nothing":                 {send(nil), damaged},
		"a page":                  {send([]byte("<html>log in</html>")), damaged},
		"an entry of the disk":    {send(append([]byte(magic), whole[len(magic):]...)), damaged},
		"too much":                {send(bytes.Repeat([]byte("x"), 2<<20)), damaged},
		"it answers 500":          {status(500), "it answers 500 Internal Server Error"},
		"it forbids":              {status(403), "it answers 403 Forbidden"},
		"it sends elsewhere": {func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/login", http.StatusFound)
			return true
		}, "it answers 302 Found"},
		"it hangs up": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write(whole[:20])
			panic(http.ErrAbortHandler)
		}, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			srv, address := newServer(t)
			srv.wrong = c.wrong
			s := join(t, address, "", false)
			for range 6 {
				if got, ok := s.Fetch(k); ok {
					t.Errorf("got %q", got)
				}
			}
			err := s.Close()
			var far *RemoteError
			if !errors.As(err, &far) || strings.Count(err.Error(), c.said) != 1 {
				t.Errorf("said: %v", err)
			}
			if srv.asked > maxFailures {
				t.Errorf("asked %d times", srv.asked)
			}
		})
	}
}

// TestRemotePatience: a server that is not there, hangs, or is slower than the work
// that it saves is given up.
func TestRemotePatience(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	s := join(t, closed.URL, "", true)
	for i := range 50 {
		s.Fetch(NewKey(nil, fmt.Sprint(i)))
		s.Share(NewKey(nil, fmt.Sprint(i)), []byte("x"))
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("%v", err)
	}

	srv, address := newServer(t)
	release := make(chan struct{})
	srv.wrong = func(_ http.ResponseWriter, r *http.Request) bool { <-release; return true }
	s = join(t, address, "", true)
	s.remote.client.Timeout = 50 * time.Millisecond
	for i := range 50 {
		s.Fetch(NewKey(nil, fmt.Sprint(i)))
		s.Share(NewKey(nil, fmt.Sprint(i)), []byte("x"))
	}
	err := s.Close()
	close(release)
	if err == nil || srv.asked > 4*maxFailures {
		t.Errorf("asked %d times: %v", srv.asked, err)
	}

	s = join(t, address, "", false)
	for range slowAfter {
		s.remote.judge(nil, 2*slowMean)
	}
	if !s.remote.off.Load() {
		t.Error("a slow server is asked on and on")
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "it takes 500 ms for an entry") {
		t.Errorf("%v", err)
	}
}

// TestRemoteFull: a server that takes nothing is still read.
func TestRemoteFull(t *testing.T) {
	srv, address := newServer(t)
	k, data := NewKey(nil, "a"), []byte("x")
	srv.entries[fmt.Sprintf("/cache/ac/%x", k)] = wrap(k, data)
	srv.wrong = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			w.WriteHeader(http.StatusInsufficientStorage)
		}
		return r.Method == http.MethodPut
	}
	s := join(t, address, "", true)
	for i := range 20 {
		s.Share(NewKey(nil, fmt.Sprint(i)), data)
	}
	for !s.remote.full.Load() {
		time.Sleep(time.Millisecond)
	}
	if _, ok := s.Fetch(k); !ok {
		t.Error("it is not read any more")
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "it takes no entries: it answers 507 Insufficient Storage") {
		t.Errorf("%v", err)
	}
}
