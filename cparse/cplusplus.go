package cparse

import "bytes"

// cPlusPlus are the words that a line of C++ at file scope begins with, and a
// line of C does not.
var cPlusPlus = [][]byte{[]byte("namespace "), []byte("class "), []byte("template <"), []byte("template<"), []byte("using namespace "), []byte("public:"), []byte("private:"), []byte("protected:")}

// IsCPlusPlus tells whether a file is C++: vendor trees hold user space beside
// their drivers. A line in the first column decides; what stands there for
// compilers of both languages only (#ifdef __cplusplus) does not.
func IsCPlusPlus(src []byte) bool {
	for _, word := range cPlusPlus {
		for off := 0; ; {
			i := bytes.Index(src[off:], word)
			if i < 0 {
				break
			}
			i += off
			off = i + len(word)
			if (i == 0 || src[i-1] == '\n') && !forBothLanguages(src[:i]) {
				return true
			}
		}
	}
	return false
}

// forBothLanguages tells whether the text ends inside of an #ifdef __cplusplus.
func forBothLanguages(before []byte) bool {
	i := bytes.LastIndex(before, []byte("#ifdef __cplusplus"))
	return i >= 0 && !bytes.Contains(before[i:], []byte("#endif"))
}
