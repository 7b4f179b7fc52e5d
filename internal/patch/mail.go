package patch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // mails come in other charsets than UTF-8
	"github.com/emersion/go-message/mail"
)

// fromLine begins a message of a mailbox: git writes a commit and a fixed date,
// others an address and the date of delivery.
var fromLine = regexp.MustCompile(`^From \S+ .*[0-9]{4}(\s|$)`)

// mailHeader is a line that a message without a From line may begin with.
var mailHeader = regexp.MustCompile(`^(?i)(from|to|cc|subject|date|message-id|mime-version|received|return-path|delivered-to|x-[a-z-]+|dkim-signature|in-reply-to|references|content-type|list-id):[ \t]`)

func looksLikeMail(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return fromLine.Match(line) || mailHeader.Match(line)
}

// parseMails reads a mailbox, or a message on its own.
func parseMails(name string, data []byte) ([]*Patch, error) {
	var patches []*Patch
	messages := splitMailbox(data)
	for i, m := range messages {
		where := name
		if len(messages) > 1 {
			where = fmt.Sprintf("%s: message %d", name, i+1)
		}
		p, err := parseMail(where, m)
		if err != nil {
			return nil, err
		}
		patches = append(patches, p)
	}
	return patches, nil
}

// splitMailbox cuts at the From lines that follow an empty line: those inside
// of a diff begin with a space, '+' or '-'.
func splitMailbox(data []byte) [][]byte {
	var messages [][]byte
	start, offset := 0, 0
	empty := true
	for line := range bytes.Lines(data) {
		if empty && fromLine.Match(line) {
			if offset > start {
				messages = append(messages, data[start:offset])
			}
			start = offset + len(line)
		}
		empty = len(bytes.TrimRight(line, "\r\n")) == 0
		offset += len(line)
	}
	if start < len(data) {
		messages = append(messages, data[start:])
	}
	return messages
}

func parseMail(name string, data []byte) (*Patch, error) {
	p := &Patch{Name: name}
	if line, _, _ := bytes.Cut(data, []byte("\n")); bytes.HasSuffix(line, []byte("\r")) {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // as it was on the wire
	}
	entity, err := message.Read(bytes.NewReader(data))
	if err != nil && !tolerable(err) {
		return nil, fmt.Errorf("%s: broken mail: %w", name, err)
	}
	p.describe(entity)
	text, err := mailText(entity)
	if err != nil {
		return nil, fmt.Errorf("%s: broken mail: %w", name, err)
	}
	p.Base = baseCommit(text)
	if p.Mail.Answer {
		return p, nil // a diff in it is a proposal, or quoted without marks
	}
	if firstHeader(text) < 0 && bytes.Contains(append([]byte("\n"), text...), []byte("\n@@ -")) {
		return nil, fmt.Errorf("%s: broken mail: there are hunks in it, but no file names (--- and +++)", name)
	}
	return p, p.diff(text)
}

// tolerable errors leave a text that can be read: of an unknown charset are at
// most some comments.
func tolerable(err error) bool { return message.IsUnknownCharset(err) }

// describe takes what a reader wants to know from the headers. A header that
// cannot be decoded is no reason to refuse a patch.
func (p *Patch) describe(e *message.Entity) {
	h := mail.Header{Header: e.Header}
	p.Subject, _ = h.Subject()
	p.Subject = strings.Join(strings.Fields(p.Subject), " ")
	p.Date, _ = h.Date()
	if from, err := h.AddressList("From"); err == nil && len(from) > 0 {
		p.From = from[0].Name
		if p.From == "" {
			p.From = from[0].Address
		}
	}
	p.Mail.ID, _ = h.MessageID()
	p.Mail.References, _ = h.MsgIDList("References")
	if above, err := h.MsgIDList("In-Reply-To"); err == nil && len(p.Mail.References) == 0 {
		p.Mail.References = above
	}
	p.Mail.Answer = answer.MatchString(p.Subject)
	p.Mail.ReplyTo = addresses(&h, "Reply-To")
	if p.Mail.ReplyTo == "" {
		p.Mail.ReplyTo = addresses(&h, "From")
	}
	p.Mail.Copies = addresses(&h, "To", "Cc")
}

// answer is how the subject of an answer begins.
var answer = regexp.MustCompile(`^(?i)(re|aw|sv|antw)(\[\d+\])?:`)

// addresses lists the addresses of headers as one header has them.
func addresses(h *mail.Header, names ...string) string {
	var all []string
	for _, name := range names {
		list, _ := h.AddressList(name) // one that cannot be read names nobody
		for _, a := range list {
			all = append(all, a.String())
		}
	}
	return strings.Join(all, ", ")
}

// baseTrailer is what git format-patch --base and b4 write.
var baseTrailer = regexp.MustCompile(`(?m)^base-commit: ([0-9a-f]{7,64})\s*$`)

func baseCommit(text []byte) string {
	if m := baseTrailer.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// unflow undoes what RFC 3676 does to a text: lines are stuffed with a space where
// they begin with one, and broken behind one.
func unflow(data []byte, delete bool) []byte {
	var out bytes.Buffer
	joined := false
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line, "\r\n")
		line, _ = bytes.CutPrefix(line, []byte(" "))
		out.Write(line)
		joined = bytes.HasSuffix(line, []byte(" ")) && !bytes.Equal(line, []byte("-- "))
		if !joined {
			out.WriteByte('\n')
		} else if delete {
			out.Truncate(out.Len() - 1)
		}
	}
	if joined {
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// mailText joins the text parts of a message that may hold a diff. A patch that
// is attached beside a body without one counts as much as one in the body.
func mailText(e *message.Entity) ([]byte, error) {
	var out bytes.Buffer
	err := e.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil && !tolerable(err) {
			return err
		}
		kind, params, err := part.Header.ContentType()
		if err != nil && part.Header.Get("Content-Type") != "" {
			return fmt.Errorf("content type: %w", err)
		}
		if strings.HasPrefix(kind, "multipart/") || !strings.HasPrefix(kind, "text/") && !isPatchType(kind) || kind == "text/html" {
			return nil
		}
		data, err := io.ReadAll(io.LimitReader(part.Body, MaxInput))
		if err != nil {
			return cause(err)
		}
		if strings.EqualFold(params["format"], "flowed") {
			data = unflow(data, strings.EqualFold(params["delsp"], "yes"))
		}
		out.Write(data)
		if n := len(data); n > 0 && data[n-1] != '\n' {
			out.WriteByte('\n')
		}
		return nil
	})
	if err != nil {
		return nil, cause(err)
	}
	return out.Bytes(), nil
}

func isPatchType(kind string) bool {
	return kind == "application/x-patch" || kind == "application/x-diff" || kind == "application/octet-stream"
}

// cause says "ends too early" where the library says EOF.
func cause(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("it ends too early")
	}
	return err
}
