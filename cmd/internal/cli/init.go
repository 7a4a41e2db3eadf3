package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

type initOptions struct {
	agency, device string
	continues      string
	noPassphrase   bool
}

func (o *initOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.agency, "agency", "", "`code` of your agency, such as hk or us-fbi")
	f.StringVar(&o.device, "device", "", "`name` of this device (default the host name)")
	f.StringVar(&o.continues, "continue", "", "go on from another case `file` of the agency, such as a backup that was restored")
	f.BoolVar(&o.noPassphrase, "no-passphrase", false, "keep the new key without a passphrase")
}

func newInit(g *globals) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use: "init --agency CODE", Short: "Make a case file", GroupID: "tool",
		Long: `Make a case file and, unless --key names one, the Ed25519 key that signs it.
The key stays in the configuration folder: a copy of the case file alone can be
read and not written.

A file that was restored from a backup is not written any more (4): the one that
came after it may be in somebody's hands, and then one origin would have signed
two logs. --continue makes a new origin of the same agency that holds all that is
in such a file. The file stays as it is.`,
		Example: `  takedown init --agency hk
  takedown --db new.db init --continue restored.db --device lt08
  takedown init --agency hk --device lt07 --key agent:SHA256:…`,
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return runInit(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runInit(g *globals, o initOptions) error {
	agency, err := o.whose(g)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(g.config.Get("db")); err == nil {
		return fmt.Errorf("%s: %w", g.config.Get("db"), fs.ErrExist)
	}
	origin, err := g.freeOrigin(agency, o.device)
	if err != nil {
		return err
	}
	signer, path, err := g.initialSigner(origin, o.noPassphrase)
	if err != nil {
		return err
	}
	env, err := g.caseEnv()
	if err != nil {
		return err
	}
	if err := g.beginWriting(); err != nil {
		return errors.Join(err, removeKey(path))
	}
	said := casebook.Said{Actor: g.actor()}
	c, err := o.make(g, origin, said, signer, env)
	if err != nil {
		return errors.Join(err, removeKey(path))
	}
	if key := g.config.Get("key"); key != "" {
		if err := g.rememberKey(origin, key); err != nil {
			return err
		}
	}
	return g.printInit(agency, origin, ledger.Fingerprint(signer.PublicKey()), &c)
}

// whose returns the agency whose case it is.
func (o *initOptions) whose(g *globals) (string, error) {
	if o.agency == "" && o.continues == "" {
		return "", fmt.Errorf("%w: say whose case it is: --agency CODE", errUsage)
	}
	if o.continues == "" {
		return takedown.CanonicalAgency(o.agency)
	}
	if o.agency != "" {
		return "", fmt.Errorf("%w: --continue goes on as the agency of the file: leave --agency out", errUsage)
	}
	r, err := casebook.OpenReader(o.continues, casebook.Env{Now: g.Now})
	if err != nil {
		return "", err
	}
	return r.Agency(), r.Close()
}

// make makes the case file.
func (o *initOptions) make(g *globals, origin string, said casebook.Said, signer ssh.Signer, env casebook.Env) (casebook.Commit, error) {
	if o.continues == "" {
		return casebook.Init(g.config.Get("db"), origin, said, signer, env)
	}
	sum, err := g.sumFile(o.continues)
	if err != nil {
		return casebook.Commit{}, err
	}
	return casebook.Continue(g.config.Get("db"), origin, o.continues, sum.sha256, said, signer, env)
}

func (g *globals) printInit(agency, origin, fingerprint string, c *casebook.Commit) error {
	t := render.Table{
		Columns: []string{"setting", "value"},
		Rows:    [][]string{{"origin", origin}, {"fingerprint", fingerprint}, {"case file", g.config.Get("db")}},
		Keys:    []string{"agency/" + agency},
		Value: struct {
			Origin      string   `json:"origin"`
			Fingerprint string   `json:"fingerprint"`
			Head        headJSON `json:"head"`
		}{origin, fingerprint, headJSON{c.Head.Size, c.Head.Root.String()}},
	}
	opts := g.options()
	opts.NoHeader = true
	return t.Write(g.Out, opts)
}

// removeKey takes a key away that was made for a case file that was not.
func removeKey(path string) error {
	if path == "" {
		return nil
	}
	return errors.Join(os.Remove(path), os.Remove(path+".pub"))
}

// freeOrigin returns the origin of a new case file. This user may write an
// origin in one file only: a typed device that is taken is refused, the host's
// name gets a number.
func (g *globals) freeOrigin(agency, typed string) (string, error) {
	device := strings.ToLower(typed)
	if device == "" {
		device = hostDevice()
	}
	origin := agency + "/" + device
	if _, _, err := ledger.ParseOrigin(origin); err != nil {
		return "", fmt.Errorf("device %q: %w: letters a to z, digits, dot, dash and underscore", device, takedown.ErrInvalid)
	}
	for n := 2; g.taken(origin); n++ {
		if typed != "" {
			return "", fmt.Errorf("you already write %s in another case file: choose another --device: %w", origin, fs.ErrExist)
		}
		origin = fmt.Sprintf("%s/%s-%d", agency, device, n)
	}
	return origin, nil
}

// taken reports whether this user has a key or a trace of the origin.
func (g *globals) taken(origin string) bool {
	key := filepath.Join(g.keysDir(), keyName(origin))
	return anyThere(key, key+chosenSuffix, filepath.Join(g.stateDir(), "heads", keyName(origin)+".json"))
}

// hostDevice makes a device name of the host's.
func hostDevice() string {
	host, err := os.Hostname()
	if err != nil {
		return "device"
	}
	name, _, _ := strings.Cut(strings.ToLower(host), ".")
	name = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, name)
	if name = strings.Trim(name, "-"); name == "" {
		return "device"
	}
	return name
}

// initialSigner takes the key that was named, or makes one. Path is that of a
// new key.
func (g *globals) initialSigner(origin string, noPassphrase bool) (signer ssh.Signer, path string, err error) {
	if key := g.config.Get("key"); key != "" {
		signer, err = g.namedSigner(key)
		return signer, "", err
	}
	passphrase, err := g.choosePassphrase(noPassphrase)
	if err != nil {
		return nil, "", err
	}
	if g.keysDir() == "" {
		return nil, "", errNoKeys
	}
	path = filepath.Join(g.keysDir(), keyName(origin))
	signer, err = makeKey(path, origin, passphrase)
	return signer, path, err
}

// errNoKeys says that a key cannot be kept.
var errNoKeys = fmt.Errorf("%w: there is no folder for it: set HOME or XDG_CONFIG_HOME", casebook.ErrKey)

// choosePassphrase asks for the passphrase of a new key.
func (g *globals) choosePassphrase(none bool) ([]byte, error) {
	switch {
	case none:
		return nil, nil
	case !g.Terminal || g.Password == nil:
		return nil, fmt.Errorf("%w: there is no terminal to ask for a passphrase: --no-passphrase keeps the key without one", casebook.ErrKey)
	}
	return g.newPassphrase()
}

func (g *globals) newPassphrase() ([]byte, error) {
	first, err := g.Password("passphrase of the new key (empty for none): ")
	if err != nil || len(first) == 0 {
		return nil, err
	}
	second, err := g.Password("again: ")
	if err != nil {
		return nil, err
	}
	if string(first) != string(second) {
		return nil, fmt.Errorf("%w: the two passphrases differ", casebook.ErrKey)
	}
	return first, nil
}

// makeKey writes a new key pair.
func makeKey(path, comment string, passphrase []byte) (ssh.Signer, error) {
	pair, err := newKeyPair(comment, passphrase)
	if err != nil {
		return nil, err
	}
	return pair.signer, pair.write(path)
}

// keyPair is a new key that is on no disk yet.
type keyPair struct {
	signer          ssh.Signer
	private, public []byte
}

func newKeyPair(comment string, passphrase []byte) (k keyPair, err error) {
	k.private, k.public, err = ledger.GenerateKey(rand.Reader, comment, passphrase)
	if err != nil {
		return k, err
	}
	k.signer, err = ledger.ParseKey(k.private, func() ([]byte, error) { return passphrase, nil })
	return k, err
}

// write writes both files. Files that are there are never replaced.
func (k *keyPair) write(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := writeNew(path, k.private); err != nil {
		return err
	}
	return writeNew(path+".pub", k.public)
}

// writeNew writes a file that is not there yet. It outlasts a power cut, as the
// case file does that cannot be written without the key in it.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close(), store.SyncFolder(filepath.Dir(path)))
}
