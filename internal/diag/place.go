package diag

// place looks for the words that edits are to replace. An edit whose word stands
// nowhere in its range, or twice, would have to guess: then the way out is words only.
func (f *Fix) place(files *Texts) {
	for i := range f.Edits {
		if e := &f.Edits[i]; e.Find != "" && !e.place(files.Get(e.File)) {
			f.Edits = []Edit{}
			return
		}
	}
}

func (e *Edit) place(t *Text) bool {
	from, span := t.Offset(e.Line, e.Column), t.Span(e.Line, e.Column, e.EndLine, e.EndColumn)
	at := wordsIn(span, e.Find)
	if len(at) != 1 {
		return false
	}
	e.Line, e.Column = t.Position(from + at[0])
	e.EndLine, e.EndColumn = t.Position(from + at[0] + len(e.Find))
	e.Find = ""
	return true
}

// wordsIn lists where a word stands in a text.
func wordsIn(text, word string) []int {
	var out []int
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i:i+len(word)] == word && (i == 0 || !isWord(text[i-1])) && (i+len(word) == len(text) || !isWord(text[i+len(word)])) {
			out = append(out, i)
		}
	}
	return out
}
