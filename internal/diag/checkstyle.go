package diag

import (
	"encoding/xml"
	"io"
)

// Checkstyle writes the XML of Java's Checkstyle, which many review tools
// read: findings grouped by file. Findings come sorted, so a file is one
// group.
func Checkstyle(w io.Writer, r *Report) error {
	doc := checkstyleDoc{Version: "4.3"}
	for i := range r.Findings {
		d := &r.Findings[i]
		n := len(doc.Files)
		if n == 0 || doc.Files[n-1].Name != d.File {
			doc.Files = append(doc.Files, checkstyleFile{Name: d.File})
			n++
		}
		severity := map[Severity]string{Error: "error", Warning: "warning", Note: "info"}[d.Severity]
		doc.Files[n-1].Errors = append(doc.Files[n-1].Errors, checkstyleError{
			Line: d.Line, Column: d.Column, Severity: severity, Message: plain(d), Source: "ctxlint." + d.Rule,
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type checkstyleDoc struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}
