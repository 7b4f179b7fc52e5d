package ask

import (
	"slices"
	"testing"
)

func TestEachDefinition(t *testing.T) {
	text := `#define not_this(x) do_it(x)
void one(int a)
{
	call(a);
}
static int hidden(void)
{
}
int declared(int n);
unsigned long
two (struct dev *d,
     int n)
{
}
struct x *three(void) { return 0; }
EXPORT_SYMBOL(one);
`
	var got []string
	eachDefinition([]byte(text), func(n []byte) { got = append(got, string(n)) })
	if want := []string{"one", "two", "three"}; !slices.Equal(got, want) {
		t.Errorf("definitions %q, want %q", got, want)
	}
}
