package pcm

import "github.com/ctxlint/ctxlint/reference/errno"

// Control is an element of a card's mixer, as struct snd_kcontrol_new. Its
// callbacks run in the context of the application, and may sleep.
type Control struct {
	Name string
	Get  func() int
	Put  func(v int)
}

// AddControl gives the card a control, as snd_ctl_add.
func (c *Card) AddControl(ctl *Control) { c.controls = append(c.controls, ctl) }

// WriteControl is an application's change of a control.
func (c *Card) WriteControl(name string, v int) error {
	for _, ctl := range c.controls {
		if ctl.Name == name && ctl.Put != nil {
			ctl.Put(v)
			return nil
		}
	}
	return errno.ENOENT
}

// ReadControl is an application's look at one.
func (c *Card) ReadControl(name string) (int, error) {
	for _, ctl := range c.controls {
		if ctl.Name == name && ctl.Get != nil {
			return ctl.Get(), nil
		}
	}
	return 0, errno.ENOENT
}
