package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func newTrust(g *globals) *cobra.Command {
	cmd := parent(&cobra.Command{
		Use: "trust", Short: "Say whose signatures count here", GroupID: "share",
		Long: `Say whose signatures count in this case file. Nobody is trusted because of what a
file says: a key counts once somebody has compared its fingerprint with the one
that its owner read out, and has typed it.`,
		Example: `  takedown trust add vn/pc1 vn_pc1.pub --fingerprint SHA256:…
  takedown trust list
  takedown trust revoke vn/pc1 --from 2025-03-14T08:00:00+08:00
  takedown trust export -O allowed_signers`,
	})
	cmd.AddCommand(newTrustAdd(g), newTrustList(g), newTrustRevoke(g), newTrustExport(g))
	return cmd
}

type trustOptions struct {
	recordFlags
	origin, file, fingerprint, from string
}

func newTrustAdd(g *globals) *cobra.Command {
	var o trustOptions
	cmd := &cobra.Command{
		Use: "add ORIGIN KEYFILE", Short: "Let the signatures of a key count for an origin",
		Long: `Let the signatures of a key count for an origin. KEYFILE is an OpenSSH public key
or an allowed_signers file. The fingerprint is the one that the owner of the key
read out or sent another way than the key came: a file cannot vouch for itself.`,
		Example: "  takedown trust add vn/pc1 vn_pc1.pub --fingerprint SHA256:…",
		Args:    cobra.MatchAll(atLeast(2, "for whom, and which key, as in: takedown trust add vn/pc1 vn_pc1.pub --fingerprint SHA256:…"), atMost(2)),
		RunE: func(_ *cobra.Command, args []string) error {
			o.origin, o.file = args[0], args[1]
			return runTrustAdd(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().StringVar(&o.fingerprint, "fingerprint", "", "`fingerprint` of the key, as its owner has told it")
	return cmd
}

func runTrustAdd(g *globals, o trustOptions) error {
	if err := checkOrigin(o.origin); err != nil {
		return err
	}
	if o.fingerprint == "" {
		return fmt.Errorf("%w: say with --fingerprint what the owner of the key has told, not what is in the file", errUsage)
	}
	key, err := readSignerKey(o.file, o.origin, o.fingerprint)
	if err != nil {
		return fmt.Errorf("%s: %w", o.file, withoutPath(err))
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error { return b.Trust(o.origin, key) })
}

func checkOrigin(origin string) error {
	if _, _, err := ledger.ParseOrigin(origin); err != nil {
		return fmt.Errorf("%w: %q is no origin such as vn/pc1", errUsage, origin)
	}
	return nil
}

// maxKeyFile bounds what is read as a file of public keys.
const maxKeyFile = 1 << 20

// readSignerKey reads the key of an origin from a file, and compares it with the
// fingerprint that was typed.
func readSignerKey(path, origin, fingerprint string) (ssh.PublicKey, error) {
	raw, err := readSmall(path, maxKeyFile)
	if err != nil {
		return nil, err
	}
	keys, err := keysIn(raw, origin)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if ledger.Fingerprint(k) == fingerprint {
			return k, nil
		}
	}
	return nil, fmt.Errorf("its key is %s, and %s was typed: %w", ledger.Fingerprint(keys[0]), fingerprint, ledger.ErrKey)
}

func newTrustRevoke(g *globals) *cobra.Command {
	var o trustOptions
	cmd := &cobra.Command{
		Use: "revoke ORIGIN", Short: "Let the signatures of an origin count no more",
		Long: `Let the signatures of an origin count no more. What lies under a head that was
received before --from stays good; what came later is shown in the log as
signer-revoked and has no say in any record.`,
		Example: "  takedown trust revoke vn/pc1 --from 2025-03-14T08:00:00+08:00 --why 'the notebook was stolen'",
		Args:    cobra.MatchAll(atLeast(1, "whose, as in: takedown trust revoke vn/pc1 --from 2025-03-14T08:00:00Z"), atMost(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			o.origin = args[0]
			return runTrustRevoke(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().StringVar(&o.from, "from", "", "`time` from which on what is received counts no more")
	return cmd
}

func runTrustRevoke(g *globals, o trustOptions) error {
	if err := checkOrigin(o.origin); err != nil {
		return err
	}
	if o.from == "" {
		return fmt.Errorf("%w: say with --from since when the key is in other hands", errUsage)
	}
	from, err := takedown.ParseInstant(o.from)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error { return b.Distrust(o.origin, from.UTC()) })
}

type trustedJSON struct {
	Origin      string `json:"origin"`
	Fingerprint string `json:"fingerprint"`
	Since       string `json:"since"`
	Revoked     string `json:"revoked,omitzero"`
	Own         bool   `json:"own"`
}

func newTrustList(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the keys that count here", Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return runTrustList(g) },
	}
}

func runTrustList(g *globals) error {
	return g.read(func(r *casebook.Reader) error {
		trusted, err := r.Trust()
		if err != nil {
			return err
		}
		t := render.Table{Columns: []string{"origin", "fingerprint", "since", "revoked"}}
		values := []trustedJSON{}
		for i := range trusted {
			k := &trusted[i]
			fingerprint, err := k.Fingerprint()
			if err != nil {
				return err
			}
			v := trustedJSON{k.Origin, fingerprint, view.FormatTime(k.Since), "", k.Origin == r.Origin()}
			if !k.Revoked.IsZero() {
				v.Revoked = view.FormatTime(k.Revoked)
			}
			values = append(values, v)
			t.Rows = append(t.Rows, []string{v.Origin, v.Fingerprint, v.Since, v.Revoked})
			t.Keys = append(t.Keys, v.Origin)
		}
		t.Value = values
		return t.Write(g.Out, g.options())
	})
}

type trustExportOptions struct{ out string }

func (o *trustExportOptions) addFlags(f *pflag.FlagSet) {
	f.StringVarP(&o.out, "file", "O", "", "write to `file` in place of standard output")
}

func newTrustExport(g *globals) *cobra.Command {
	var o trustExportOptions
	cmd := &cobra.Command{
		Use: "export", Short: "Write the keys as an allowed_signers file of OpenSSH", Args: atMost(0),
		Long: `Write the keys as an allowed_signers file of OpenSSH, for ssh-keygen -Y verify and
for --signers. A revoked key is good until the time from which it was revoked.`,
		Example: "  takedown trust export -O allowed_signers",
		RunE:    func(*cobra.Command, []string) error { return runTrustExport(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTrustExport(g *globals, o trustExportOptions) error {
	return g.read(func(r *casebook.Reader) error {
		trusted, err := r.Trust()
		if err != nil {
			return err
		}
		var out []byte
		for i := range trusted {
			line, err := signerLine(&trusted[i])
			if err != nil {
				return err
			}
			out = append(out, line...)
		}
		if o.out != "" {
			return writeOutput(o.out, out)
		}
		_, err = g.Out.Write(out)
		return err
	})
}

// signerLine is the line of a key in an allowed_signers file.
func signerLine(k *casebook.Trusted) ([]byte, error) {
	key, err := ledger.ParsePublicKey([]byte(k.Key))
	s := ledger.Signer{
		Principals: []string{k.Origin}, Namespaces: []string{ledger.HeadNamespace, ledger.CaseNamespace}, ValidBefore: k.Revoked, Key: key,
	}
	if err != nil {
		return nil, err
	}
	return s.Append(nil), nil
}

// keysIn returns the keys that a file has for an origin: one public key, or those
// of its lines in an allowed_signers file.
func keysIn(raw []byte, origin string) ([]ssh.PublicKey, error) {
	key, err := ledger.ParsePublicKey(raw)
	if err == nil {
		return []ssh.PublicKey{key}, nil
	}
	signers, errSigners := ledger.ParseSigners(bytes.NewReader(raw))
	if errSigners != nil {
		return nil, fmt.Errorf("it is no public key, and no allowed_signers file: %w", errSigners)
	}
	var out []ssh.PublicKey
	for i := range signers {
		if slices.Contains(signers[i].Principals, origin) {
			out = append(out, signers[i].Key)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("it has no key of %s: %w", origin, ledger.ErrKey)
	}
	return out, nil
}

// readSmall reads a file that is not larger than a limit.
func readSmall(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(raw)) > limit {
		err = fmt.Errorf("%w: it has more than %d bytes", errMalformed, limit)
	}
	return raw, err
}
