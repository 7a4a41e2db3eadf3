package sealed

import (
	"crypto/sha256"
	"crypto/sha512"
	"hash"

	"takedown/pkg/ledger"
)

// hasher hashes the lines of a file beside the goroutine that reads or writes
// them: what the signature is over, and the whole file.
type hasher struct {
	signed, all hash.Hash
	chunk       []byte
	work        chan []byte
	spare       chan []byte
	idle        chan struct{} // one value when all that was given is hashed
}

// hashChunk is how many bytes are handed over at once.
const hashChunk = 256 << 10

func newHasher() *hasher {
	h := &hasher{signed: sha512.New(), all: sha256.New(), work: make(chan []byte, 4), spare: make(chan []byte, 4), idle: make(chan struct{})}
	go func() {
		for chunk := range h.work {
			if chunk == nil {
				h.idle <- struct{}{}
				continue
			}
			h.signed.Write(chunk)
			h.all.Write(chunk)
			select {
			case h.spare <- chunk[:0]:
			default:
			}
		}
	}()
	return h
}

// line hashes a line and its LF.
func (h *hasher) line(line []byte) {
	h.chunk = append(append(h.chunk, line...), '\n')
	if len(h.chunk) >= hashChunk {
		h.flush()
	}
}

func (h *hasher) flush() {
	h.work <- h.chunk
	select {
	case h.chunk = <-h.spare:
	default:
		h.chunk = make([]byte, 0, hashChunk+hashChunk/4)
	}
}

// settle waits until all lines so far are hashed.
func (h *hasher) settle() {
	h.work <- nil
	<-h.idle
	h.signed.Write(h.chunk)
	h.all.Write(h.chunk)
	h.chunk = h.chunk[:0]
}

// sum is what a signature over all lines so far is over.
func (h *hasher) sum() ledger.Sum {
	h.settle()
	return ledger.Sum(h.signed.Sum(nil))
}

// end returns the SHA-256 of all lines and the last one.
func (h *hasher) end(last []byte) [32]byte {
	h.settle()
	h.all.Write(append(last, '\n'))
	return [32]byte(h.all.Sum(nil))
}

// stop ends the goroutine. Nothing is hashed after it.
func (h *hasher) stop() { close(h.work) }
