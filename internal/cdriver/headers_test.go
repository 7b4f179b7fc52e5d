package cdriver

import (
	"fmt"
	"sync"
	"testing"
)

// Headers are numbered once, also by several at a time, and a loader tells those that
// it has seen from others.
func TestHeaders(t *testing.T) {
	var hs headers
	const n = 3000
	numbers := make([]map[int]bool, 4)
	var wg sync.WaitGroup
	for k := range numbers {
		numbers[k] = map[int]bool{}
		wg.Go(func() {
			for i := range n {
				numbers[k][hs.header(fmt.Sprintf("include/linux/h%d.h", i)).number] = true
			}
		})
	}
	wg.Wait()
	for k := range numbers {
		if len(numbers[k]) != n || numbers[k][n] || !numbers[k][0] || !numbers[k][n-1] {
			t.Fatalf("%d headers have %d numbers", n, len(numbers[k]))
		}
	}
	if hs.header("drivers/x/x.h") != nil || hs.header("include/linux/x.c") != nil {
		t.Error("a file that not everybody includes is numbered")
	}
	s := seen{files: map[string]bool{}}
	in := func(file string) inclusion { return inclusion{file, hs.header(file)} }
	for _, file := range []string{"include/linux/h2999.h", "drivers/x/x.h"} {
		if s.has(in(file)) {
			t.Errorf("%s was seen before it was added", file)
		}
		s.add(in(file))
		if !s.has(in(file)) {
			t.Errorf("%s was added, and is not seen", file)
		}
	}
	if s.has(in("include/linux/h2998.h")) || s.has(in("drivers/x/y.h")) {
		t.Error("a file is seen that was not added")
	}
}
