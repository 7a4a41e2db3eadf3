package store

import (
	"bytes"
	"iter"
	"strings"
)

// Direction says from which end a link is seen.
type Direction string

// The two directions of a link, as seen from the record that was asked.
const (
	Out Direction = "o"
	In  Direction = "i"
)

// LinkKey names a link as seen from one of its ends.
type LinkKey struct {
	Subject   string
	Direction Direction
	Rel       string
	Other     string
	Since     string
	Origin    string
}

// Compare orders keys as they lie in the file.
func (k LinkKey) Compare(l LinkKey) int { return bytes.Compare(k.bytes(), l.bytes()) }

func (k LinkKey) bytes() []byte {
	return []byte(strings.Join([]string{k.Subject, string(k.Direction), k.Rel, k.Other, k.Since, k.Origin}, "\x00"))
}

// PutLink keeps a link under one of its ends.
func (t *Tx) PutLink(k LinkKey, entry []byte) error {
	t.clothe(bucketLinks, k.Subject)
	return t.tx.Bucket(bucketLinks).Put(k.bytes(), entry)
}

// DeleteLink forgets a link under one of its ends.
func (t *Tx) DeleteLink(k LinkKey) error { return t.tx.Bucket(bucketLinks).Delete(k.bytes()) }

// Links yields direction and entry of each link of a subject; an empty subject
// stands for all, and each link then comes twice.
func (t *Tx) Links(subject string) iter.Seq2[LinkKey, []byte] {
	return func(yield func(LinkKey, []byte) bool) {
		if t.isBare(bucketLinks, subject) {
			return
		}
		prefix := []byte(nil)
		if subject != "" {
			prefix = []byte(subject + "\x00")
		}
		c := t.tx.Bucket(bucketLinks).Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			part := strings.Split(string(t.whole(k)), "\x00")
			if len(part) != 6 {
				return
			}
			if !yield(LinkKey{part[0], Direction(part[1]), part[2], part[3], part[4], part[5]}, t.whole(v)) {
				return
			}
		}
	}
}
