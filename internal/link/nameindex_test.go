package link

import (
	"fmt"
	"sync"
	"testing"
)

// A name that was added is found from then on, also while others are added.
func TestNameIndex(t *testing.T) {
	var x nameIndex
	if x.get("n0") != nil {
		t.Fatal("an empty index knows a name")
	}
	const n = 20_000
	added := make(chan int, n)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range added {
				for k := i; k >= 0; k -= 997 {
					if x.get(fmt.Sprint("n", k)) == nil {
						t.Errorf("n%d is lost once n%d was added", k, i)
						return
					}
				}
			}
		})
	}
	for i := range n {
		x.add(fmt.Sprint("n", i), &entry{})
		added <- i
	}
	close(added)
	wg.Wait()
	if x.get(fmt.Sprint("n", n)) != nil {
		t.Error("a name is known that was not added")
	}
	if s := x.now.Load(); len(s.settled) < n/2 {
		t.Errorf("%d of %d names are settled", len(s.settled), n)
	}
}
