package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/config"
	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

type trustRotateOptions struct {
	why                  string
	noPassphrase, dryRun bool
}

func (o *trustRotateOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.why, "why", "", "`reason` kept with the entry, for everybody to read")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be written, and write nothing")
	f.BoolVar(&o.noPassphrase, "no-passphrase", false, "keep the new key without a passphrase")
}

func newTrustRotate(g *globals) *cobra.Command {
	var o trustRotateOptions
	cmd := &cobra.Command{
		Use: "rotate", Short: "Put a new key in the place of the one that signs here",
		Long: `Put a new key in the place of the one that signs this file: a new one that is made
as init makes one, or the one that --key names. The old key signs an entry that
names the new key, and partners who trust the old one follow from there: they
type nothing. The files of the old key stay, and it signs no more.

When the old key may be in other hands, this does not help: whoever has it could
name a key, too. Tell your partners, who run takedown trust revoke, and let them
type the fingerprint of the new key.

The entry leaves for everybody, whatever else may, as nobody could verify what
comes after it. Do not name in --why what is not for everybody: the entry would
be withheld, and partners had to type the new key.`,
		Example: `  takedown trust rotate
  takedown trust rotate --key agent:SHA256:… --why 'a new card'`,
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return runTrustRotate(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTrustRotate(g *globals, o trustRotateOptions) error {
	typed, err := g.withoutTypedKey()
	if err != nil {
		return err
	}
	said := casebook.Said{Actor: g.actor(), Why: o.why}
	if err := takedown.CheckText(said.Actor); err != nil {
		return fmt.Errorf("actor: %w", err)
	}
	var c casebook.Commit
	var next nextKey
	err = g.write(said, func(w *casebook.Writer) (err error) {
		if next, err = g.nextKey(w.Origin(), typed, o.noPassphrase); err != nil {
			return err
		}
		c, err = w.Rotate(next.signer, o.dryRun, next.keep)
		return err
	})
	if err != nil {
		return err
	}
	if o.dryRun {
		return g.printCommit(&c, false, nil)
	}
	g.warn(fmt.Sprintf("the key is %s now, in %s", ledger.Fingerprint(next.signer.PublicKey()), next.where))
	if g.config.Get("key") != "" {
		g.warn("the setting key still names the old one: change it, or no command finds the new one")
	}
	return g.printCommit(&c, false, nil)
}

// withoutTypedKey returns the key of --key, which is the new one here, and lets
// the old one be found as if nothing had been typed.
func (g *globals) withoutTypedKey() (string, error) {
	if !g.config.Typed("key") {
		return "", nil
	}
	key := g.config.Get("key")
	delete(g.typed, "key")
	var err error
	g.config, err = config.Load(g.configDir(), g.Env, g.typed)
	return key, err
}

// nextKey is a key that is to sign from now on. Keep puts down what is needed to
// find it again.
type nextKey struct {
	signer ssh.Signer
	keep   func() error
	where  string
}

func (g *globals) nextKey(origin, typed string, noPassphrase bool) (n nextKey, err error) {
	if g.keysDir() == "" {
		return n, errNoKeys
	}
	path := g.freeKeyPath(origin)
	if typed != "" {
		if n.signer, err = g.namedSigner(typed); err != nil {
			return n, err
		}
		n.where = typed
		n.keep = func() error { return g.rememberNextKey(path, typed, n.signer) }
		return n, nil
	}
	passphrase, err := g.choosePassphrase(noPassphrase)
	if err != nil {
		return n, err
	}
	pair, err := newKeyPair(origin, passphrase)
	n.signer, n.where, n.keep = pair.signer, path, func() error { return pair.write(path) }
	return n, err
}

// freeKeyPath is the first name of a key of an origin that is not taken, from 2
// on. A key is never replaced: what it has signed is verified for ever.
func (g *globals) freeKeyPath(origin string) string {
	for n := 2; ; n++ {
		path := filepath.Join(g.keysDir(), fmt.Sprintf("%s.%d", keyName(origin), n))
		if !anyThere(path, path+".pub", path+chosenSuffix) {
			return path
		}
	}
}

func anyThere(paths ...string) bool {
	for _, path := range paths {
		if _, err := os.Lstat(path); err == nil {
			return true
		}
	}
	return false
}
