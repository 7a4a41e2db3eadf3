package ledger

// nameSet holds the names of one object. Objects are small, so it compares
// them one by one until there are many: a hostile object of 50,000 names must
// not cost their square.
type nameSet struct {
	few  [8][]byte
	size int
	many map[string]bool
}

// add returns false if the name is already there.
func (n *nameSet) add(name []byte) bool {
	if n.has(name) {
		return false
	}
	if n.size < len(n.few) {
		n.few[n.size] = name
		n.size++
		return true
	}
	if n.many == nil {
		n.many = make(map[string]bool)
	}
	n.many[string(name)] = true
	return true
}

func (n *nameSet) has(name []byte) bool {
	for _, known := range n.few[:n.size] {
		if string(known) == string(name) {
			return true
		}
	}
	return n.many[string(name)]
}
