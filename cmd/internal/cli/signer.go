package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// keysDir is where init keeps the keys that it makes.
func (g *globals) keysDir() string {
	if dir := g.configDir(); dir != "" {
		return filepath.Join(dir, "keys")
	}
	return ""
}

// chosenSuffix ends the name of a file that says which key init was given: a
// path, or agent:SHA256:….
const chosenSuffix = ".key"

// rememberKey keeps which key init was given, so that nobody has to name it at
// each command.
func (g *globals) rememberKey(origin, key string) error {
	key, err := absoluteKey(key)
	if err != nil || g.keysDir() == "" {
		return err
	}
	if err := os.MkdirAll(g.keysDir(), 0o700); err != nil {
		return err
	}
	return writeNew(filepath.Join(g.keysDir(), keyName(origin)+chosenSuffix), []byte(key))
}

// absoluteKey returns a key as it is named from any folder.
func absoluteKey(key string) (string, error) {
	if strings.HasPrefix(key, "agent:") {
		return key, nil
	}
	return filepath.Abs(key)
}

// rememberNextKey keeps which key was put in the place of an older one. Several
// can be there, so that its fingerprint stands in front of it.
func (g *globals) rememberNextKey(path, key string, signer ssh.Signer) error {
	key, err := absoluteKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(g.keysDir(), 0o700); err != nil {
		return err
	}
	return writeNew(path+chosenSuffix, []byte(ledger.Fingerprint(signer.PublicKey())+" "+key))
}

// nextChosen returns the key of that fingerprint that was put in the place of an
// older one, or "".
func (g *globals) nextChosen(origin, fingerprint string) string {
	for _, path := range g.keyFiles(chosenSuffix) {
		if !strings.HasPrefix(filepath.Base(path), keyName(origin)+".") {
			continue
		}
		raw, err := os.ReadFile(path)
		if key, ok := strings.CutPrefix(string(raw), fingerprint+" "); err == nil && ok {
			return key
		}
	}
	return ""
}

// keyFiles returns the files of the key folder whose names end so, in order.
func (g *globals) keyFiles(suffix string) (out []string) {
	files, err := os.ReadDir(g.keysDir())
	if err != nil {
		return nil // there is none then
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), suffix) {
			out = append(out, filepath.Join(g.keysDir(), f.Name()))
		}
	}
	return out
}

// keyName is the name of an origin's key file.
func keyName(origin string) string { return strings.ReplaceAll(origin, "/", "_") }

// signer finds the key with which an origin's entries are signed: the one that
// was named, the one that init or trust rotate made or was given, or any in the
// key folder with that fingerprint.
func (g *globals) signer(origin, fingerprint string) (ssh.Signer, error) {
	if key := g.config.Get("key"); key != "" {
		return g.namedSigner(key)
	}
	if g.keysDir() == "" {
		return nil, fmt.Errorf("%w: there is no folder to look in: set HOME or XDG_CONFIG_HOME, or name it with --key", casebook.ErrKey)
	}
	if key := g.nextChosen(origin, fingerprint); key != "" {
		return g.namedSigner(key)
	}
	path := filepath.Join(g.keysDir(), keyName(origin))
	for _, pub := range append([]string{path + ".pub"}, g.keyFiles(".pub")...) {
		if path := strings.TrimSuffix(pub, ".pub"); anyThere(path) && publicFingerprint(path) == fingerprint {
			return g.fileSigner(path)
		}
	}
	if chosen, err := os.ReadFile(path + chosenSuffix); err == nil {
		return g.namedSigner(string(chosen))
	}
	return nil, fmt.Errorf("%w: no key with the fingerprint %s of %s in %s", casebook.ErrKey, fingerprint, origin, g.keysDir())
}

// namedSigner takes a path or agent:SHA256:….
func (g *globals) namedSigner(key string) (ssh.Signer, error) {
	if fingerprint, ok := strings.CutPrefix(key, "agent:"); ok {
		return g.agentSigner(fingerprint)
	}
	return g.fileSigner(key)
}

func (g *globals) agentSigner(fingerprint string) (ssh.Signer, error) {
	socket := g.Env("SSH_AUTH_SOCK")
	if socket == "" {
		return nil, fmt.Errorf("%w: SSH_AUTH_SOCK is not set, so there is no agent to ask", casebook.ErrKey)
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("%w: the SSH agent does not answer: %w", casebook.ErrKey, err)
	}
	return ledger.AgentSigner(conn, fingerprint)
}

// fileSigner reads a private key that nobody else can read.
func (g *globals) fileSigner(path string) (ssh.Signer, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is not there", casebook.ErrKey, path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", casebook.ErrKey, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is no file", casebook.ErrKey, path)
	}
	// Windows has no such bits: Go reports the same ones for every file.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: others can read %s: chmod 600 %s", casebook.ErrKey, path, takedown.ShellWord(path))
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", casebook.ErrKey, err)
	}
	signer, err := ledger.ParseKey(pem, g.passphrase(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return signer, nil
}

// passphrase returns a way to ask for one, or nil where there is nobody to
// ask.
func (g *globals) passphrase(path string) func() ([]byte, error) {
	if !g.Terminal || g.Password == nil {
		return nil
	}
	return func() ([]byte, error) { return g.Password("passphrase of " + render.Inert(path) + ": ") }
}

func publicFingerprint(path string) string {
	line, err := os.ReadFile(path + ".pub")
	if err != nil {
		return ""
	}
	pub, err := ledger.ParsePublicKey(line)
	if err != nil {
		return ""
	}
	return ledger.Fingerprint(pub)
}
