// Command waitcut measures how many bugs of one kind ctxlint finds: a driver that
// does not wait, on its way out, for what may still run. It takes single waits
// out of a real tree and looks whether a finding appears that was not there
// before.
//
//	go run ./internal/waitcut draw --root TREE --seed 1 --n 150 > cases.jsonl
//	go run ./internal/waitcut measure --root TREE --set cases.jsonl --ctxlint BIN
//
// # What is drawn
//
// Statements that consist of a call which the model knows as a wait (a row
// "quiesce", a wait for a queue, or for all actors of a kind), in functions that
// end something, by a word of their names, and behind a label in functions that
// begin something, where errors are undone. One of a file at most, so that no
// driver weighs more than another. The order is that of a generator with the
// seed, so the set can be drawn again.
//
// # What it does not say
//
// Whether taking a wait out is a bug. That is read, by a person, before the tool
// has seen the case, and written to the fields "bug" and "why". Only such cases
// are measured, and all of them: a set with a case that was not read is refused.
// The set that was read is docs/audit/waits-6.12.jsonl.
//
// # Direction of error
//
// A finding counts when it is new and passes through the directory of the case, of
// whatever rule it is. That it names the actor which was waited for is printed
// with it and has to be read. Cases of one directory are measured in different
// runs, so that none is found because of another.
package main
