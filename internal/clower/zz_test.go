package clower
import ("testing";"os";"bytes";"strconv";"path/filepath";"fmt"
"github.com/ctxlint/ctxlint/cparse";"github.com/ctxlint/ctxlint/internal/ir";"strings")
func TestZZ(t *testing.T){
 files,_:=filepath.Glob("testdata/fuzz/FuzzLower/*")
 for _,f:=range files { d,_:=os.ReadFile(f); l:=bytes.SplitN(d,[]byte("\n"),2)[1]; l=bytes.TrimSpace(l); l=l[len("[]byte("):len(l)-1]; s,_:=strconv.Unquote(string(l))
  tr,_:=cparse.Parse([]byte(s),cparse.Options{}); u:=Lower(tr,"x",Options{}); var b strings.Builder; ir.Print(&b,u); fmt.Println(b.String()); _,err:=ir.Parse("back",[]byte(b.String())); fmt.Println(err) }
}
