// Package rawparse parses C with tree-sitter and does nothing else: no dialect,
// no own tree. It is the yardstick of `ctxlint bench`: a run costs so many times
// what the bare parser costs for the same files in the same process, which is a
// number that holds on any machine. Nothing but the benchmark uses it.
package rawparse
