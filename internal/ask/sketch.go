package ask

// sketch is a set of the words of a file that may say yes for one that is not in
// it, and never no for one that is: from the second question on only files that
// may mention a name are read again.
type sketch []uint64

// A file has a word about every 30 bytes that was not there before, so that half a
// bit a byte makes about one wrong answer in seventy.
func newSketch(data []byte) sketch {
	bits := uint64(64)
	for bits < uint64(len(data))/2 {
		bits *= 2
	}
	s := make(sketch, bits/64)
	for i := 0; i < len(data); i++ {
		if !isWord(data[i]) {
			continue
		}
		h := uint64(hashStart)
		for ; i < len(data) && isWord(data[i]); i++ {
			h = (h ^ uint64(data[i])) * hashStep
		}
		s.add(h)
	}
	return s
}

// FNV-1a.
const (
	hashStart = 14695981039346656037
	hashStep  = 1099511628211
)

func hashWord(word string) uint64 {
	h := uint64(hashStart)
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * hashStep
	}
	return h
}

func (s sketch) add(h uint64) {
	mask := uint64(len(s))*64 - 1
	a, b := h&mask, (h>>32)&mask
	s[a/64] |= 1 << (a % 64)
	s[b/64] |= 1 << (b % 64)
}

func (s sketch) mayHave(h uint64) bool {
	mask := uint64(len(s))*64 - 1
	a, b := h&mask, (h>>32)&mask
	return s[a/64]&(1<<(a%64)) != 0 && s[b/64]&(1<<(b%64)) != 0
}
