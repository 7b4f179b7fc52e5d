package patch

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	for name, ok := range map[string]bool{
		"drivers/a b/it's \"x\".c": true, "a..b/c.c": true, ".gitignore": true, "x/.github/y.c": true,
		"": false, "/etc/passwd": false, "../x.c": false, "a/../../x.c": false, "a/../x.c": false, "a//b.c": false,
		"./x.c": false, ".git/config": false, "sub/.GIT/hooks/x.c": false, "a/.git./x.c": false, "GIT~1/x.c": false,
		"x\x00.c": false, "a/..": false,
	} {
		if err := CheckName(name); (err == nil) != ok {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

const simple = `diff --git a/d/a.c b/d/a.c
index 1111111..2222222 100644
--- a/d/a.c
+++ b/d/a.c
@@ -2,3 +2,4 @@ int f(void)
 two
-three
+THREE
+more
 four
`

// one parses input that must hold exactly one patch.
func one(t *testing.T, data string) *Patch {
	t.Helper()
	patches, err := Parse("p", []byte(data))
	if err != nil || len(patches) != 1 {
		t.Fatalf("%d patches, %v", len(patches), err)
	}
	return patches[0]
}

func TestParseKinds(t *testing.T) {
	p := one(t, "Text with a quoted hunk:\n@@ -1 +1 @@ is not one\n\n"+simple+`diff --git a/old.c b/new name.c
similarity index 100%
rename from old.c
rename to new name.c
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
diff --git a/sub b/sub
index 1111111..2222222 160000
--- a/sub
+++ b/sub
@@ -1 +1 @@
-Subproject commit 1111111
+Subproject commit 2222222
diff --git a/link.c b/link.c
new file mode 120000
index 0000000..2222222
--- /dev/null
+++ b/link.c
@@ -0,0 +1 @@
+/etc/passwd
\ No newline at end of file
diff --git a/pic.c b/pic.c
index 1111111..2222222 100644
Binary files a/pic.c and b/pic.c differ
diff --git "a/q\"uo\tte.c" "b/q\"uo\tte.c"
deleted file mode 100644
index 1111111..0000000
--- "a/q\"uo\tte.c"
+++ /dev/null
@@ -1 +0,0 @@
-x
`)
	var got []string
	for _, f := range p.Files {
		got = append(got, fmt.Sprintf("%q>%q %v %d", f.Old, f.New, f.Kind, len(f.Hunks)))
	}
	want := []string{
		`"d/a.c">"d/a.c" text 1`, `"old.c">"new name.c" text 0`, `"run.sh">"run.sh" text 0`, `"sub">"sub" a submodule 0`,
		`"">"link.c" a symbolic link 0`, `"pic.c">"pic.c" a binary file 0`, `"q\"uo\tte.c">"" text 1`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestNoPrefix: git's diffs without a/ and b/, renames among them.
func TestNoPrefix(t *testing.T) {
	bare := strings.NewReplacer("a/d/", "d/", "b/d/", "d/").Replace(simple)
	renamed := "diff --git d/old.c e/new.c\nsimilarity index 90%\nrename from d/old.c\nrename to e/new.c\n" +
		"--- d/old.c\n+++ e/new.c\n@@ -1,2 +1,2 @@\n one\n--- two\n+++ 2\n"
	p := one(t, bare+renamed)
	if len(p.Files) != 2 || p.Files[0].New != "d/a.c" || p.Files[1].Old != "d/old.c" || p.Files[1].New != "e/new.c" {
		t.Errorf("%+v", p.Files)
	}
	if l := p.Files[1].Hunks[0].Lines; l[1] != (Line{'-', "-- two\n"}) || l[2] != (Line{'+', "++ 2\n"}) {
		t.Errorf("%q", l)
	}
	// With prefixes, and of a tree that has a directory a.
	if p := one(t, "diff --git a/x.c b/x.c\nsimilarity index 100%\nrename from a/x.c\nrename to b/x.c\n"); p.Files[0].Old != "a/x.c" {
		t.Errorf("%+v", p.Files[0])
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{strings.ReplaceAll(simple, "d/a.c", "../a.c"), "leads outside the tree"},
		{strings.ReplaceAll(simple, "d/a.c", ".git/a.c"), "git's own directory"},
		{"--- /etc/x.c\n+++ /etc/x.c\n@@ -1 +1 @@\n-a\n+b\n", "an absolute name"},
		{"diff --git a/x.c b/x.c\nsimilarity index 90%\nrename from x.c\nrename to ../../x.c\n", "leads outside the tree"},
		{"hello\n", "there is no patch in it"},
		{simple[:len(simple)-12], "broken patch"},
		{strings.Replace(simple, "@@ -2,3 +2,4 @@", "@@ -2,3 +2,9 @@", 1), "broken patch"},
	} {
		_, err := Parse("p", []byte(c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q…: %v, want %q", c.data, err, c.want)
		}
	}
	if patches, err := Parse("p", nil); err != nil || len(patches) != 0 {
		t.Errorf("an empty patch: %v, %v", patches, err)
	}
}

func mailOf(headers, body string) string {
	return "From: =?utf-8?q?J=C3=A4ne?= Doe <jane@example.org>\nSubject: [PATCH 1/2] dma: sleep\n in the callback\nDate: Tue, 3 Mar 2020 12:00:00 +0100\n" + headers + "\n" + body
}

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s)) // a buffer takes all
	_ = w.Close()
	return b.String()
}

func TestMails(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte("Text.\n---\n" + simple + "-- \n2.39\n"))
	for name, data := range map[string]string{
		"plain":  mailOf("", "Text.\n---\n d/a.c | 3 +-\n\n"+simple+"-- \n2.39\n"),
		"crlf":   strings.ReplaceAll(mailOf("", "Text.\n---\n"+simple), "\n", "\r\n"),
		"quoted": mailOf("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n", "Andr=E9=\n says:\n"+strings.ReplaceAll(simple, "=", "=3D")),
		"base64": mailOf("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", encoded+"\n"),
		"attached": mailOf("Content-Type: multipart/mixed; boundary=cut\n", "--cut\nContent-Type: text/plain\n\nSee below.\n--cut\n"+
			"Content-Type: text/x-patch; name=a.patch\nContent-Transfer-Encoding: base64\n\n"+encoded+"\n--cut--\n"),
		"flowed":    mailOf("Content-Type: text/plain; format=flowed\n", "Text.\n---\n"+strings.ReplaceAll(simple, "\n ", "\n  ")),
		"no prefix": mailOf("", strings.NewReplacer("a/d/", "d/", "b/d/", "d/").Replace(simple)),
		"gzip":      zipped(mailOf("", simple)),
		"mbox":      "From 1111111111 Mon Sep 17 00:00:00 2001\nFrom: J =?utf-8?q?J=C3=A4ne?= <a@b>\nSubject: [PATCH 0/2] cover\n\nNo diff.\n\nFrom 2222 Mon Sep 17 00:00:00 2001\n" + mailOf("", simple),
	} {
		messages, err := Parse("p", []byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := Order(messages).Patches[0]
		if p.Subject != "[PATCH 1/2] dma: sleep in the callback" || p.From != "Jäne Doe" || p.Date.Year() != 2020 {
			t.Errorf("%s: %q %q %v", name, p.Subject, p.From, p.Date)
		}
		if len(p.Files) != 1 || len(p.Files[0].Hunks) != 1 || p.Files[0].Hunks[0].Lines[2] != (Line{'+', "THREE\n"}) {
			t.Errorf("%s: %+v", name, p.Files)
		}
	}
}

func TestBrokenMails(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{mailOf("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", "%%%%\n"), "broken mail"},
		{mailOf("Content-Type: multipart/mixed; boundary=cut\n", "--cut\nContent-Type: text/plain\n\n"+simple), "broken mail"},
		{mailOf("Content-Transfer-Encoding: x-strange\n", simple), "broken mail"},
		{"From: a\nthis is no header\n\n" + simple, "broken mail"},
		{zipped(mailOf("", simple))[:90], "broken gzip"},
		{mailOf("", strings.Join(strings.Split(simple, "\n")[4:], "\n")), "no file names"},
		{"From 1111 Mon Sep 17 00:00:00 2001\n" + mailOf("", simple) + "\nFrom 2222 Mon Sep 17 00:00:00 2001\nSubject: x\n\n" + simple[:90], "message 2"},
	} {
		_, err := Parse("p", []byte(c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80q…: %v, want %q", c.data, err, c.want)
		}
	}
}

// FuzzParse: whatever comes in, nothing panics, and no name leads outside.
func FuzzParse(f *testing.F) {
	f.Add([]byte(simple))
	f.Add([]byte(mailOf("", simple)))
	f.Add([]byte("--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		patches, err := Parse("p", data)
		if err != nil {
			return
		}
		s := NewState(func(string) ([]byte, error) { return []byte("one\ntwo\nthree\nfour\n"), nil }, func(string) bool { return true })
		for _, p := range patches {
			for _, file := range p.Files {
				for _, name := range []string{file.Old, file.New} {
					if name != "" && CheckName(name) != nil {
						t.Fatalf("%q got through", name)
					}
				}
			}
			if s.Apply(p) != nil {
				return
			}
		}
		for name := range s.Files() {
			if CheckName(name) != nil {
				t.Fatalf("%q got through", name)
			}
		}
	})
}
