package ir

import (
	"reflect"
	"testing"
)

// binarySample is the sample of the text form without what it writes only to
// show how it prints: Decode takes what passes Sanity.
func binarySample(t testing.TB) *Unit {
	t.Helper()
	u, err := Parse("x", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestBinaryRoundTrip(t *testing.T) {
	u := binarySample(t)
	data := Append(nil, u)
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(tidy(got), tidy(u)) {
		t.Errorf("decoded unit differs:\n%s", diffLines(text(t, got), text(t, u)))
	}
	if again := Append(nil, got); string(again) != string(data) {
		t.Error("the same unit has two binary forms")
	}
}

// tidy makes empty slices absent ones: the binary form does not tell them apart.
func tidy(u *Unit) *Unit {
	tidySlices(reflect.ValueOf(u))
	return u
}

func tidySlices(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			tidySlices(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tidySlices(v.Field(i))
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		for i := range v.Len() {
			tidySlices(v.Index(i))
		}
	}
}

// TestDecodeDamaged: whatever is cut off or changed, Decode returns an error or
// a unit that is sane.
func TestDecodeDamaged(t *testing.T) {
	data := Append(nil, binarySample(t))
	for i := range data {
		if _, err := Decode(data[:i]); err == nil {
			t.Errorf("the first %d of %d bytes are taken for a unit", i, len(data))
		}
		for _, flip := range []byte{1, 0x80, 0xff} {
			bad := append([]byte(nil), data...)
			bad[i] ^= flip
			decodeAny(t, bad)
		}
	}
	if _, err := Decode(append(data, 0)); err == nil {
		t.Error("what follows a unit is passed over")
	}
}

func decodeAny(t *testing.T, data []byte) {
	t.Helper()
	u, err := Decode(data)
	if err != nil {
		return
	}
	if err := SanityUnit(u); err != nil {
		t.Errorf("decoded without an error: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Append(nil, binarySample(f)))
	f.Add([]byte{})
	f.Add([]byte{1, 0, 0xff, 0xff, 0xff, 0xff, 0x07})
	f.Fuzz(decodeAny)
}
