package soc

// ConnectUnchecked is Connect as it was before it looked at the atomicity.
func (fe *FrontEnd) ConnectUnchecked(be *BackEnd) { fe.bes = append(fe.bes, be) }
