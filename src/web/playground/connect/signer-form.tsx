import { useState } from 'preact/hooks';
import { readSigner, type Signer } from './signer.js';

/** The issuer in the client file that `npm run token` writes. */
const ISSUER = 'https://try-ehr.example.org';

/** Takes a key to sign the calls of this page with. */
export function ConnectSigner({
  signer,
  onSigner,
}: {
  readonly signer: Signer | undefined;
  readonly onSigner: (signer: Signer | undefined) => void;
}) {
  const [key, setKey] = useState('');
  const [issuer, setIssuer] = useState(ISSUER);
  const [problem, setProblem] = useState('');
  const take = async (): Promise<void> => {
    try {
      onSigner(await readSigner(key, issuer));
      setKey('');
      setProblem('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The key cannot be read.');
    }
  };
  return (
    <form
      class="connect-signer"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      <p id="connect-key-help" class="muted">
        The key stays in the memory of this page: it is neither sent nor stored, and gone when the page is
        loaded anew. Use keys made for trying out. The page must be opened at the address of{' '}
        <code>PUBLIC_URL</code>.
      </p>
      <label>
        Private key, as JWK or JWKS (try/private-keys.json)
        <textarea
          class="field"
          rows={4}
          spellcheck={false}
          autocomplete="off"
          aria-describedby="connect-key-help connect-key-problem"
          aria-invalid={problem !== ''}
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <label>
        Issuer
        <input
          class="field"
          spellcheck={false}
          value={issuer}
          onInput={({ currentTarget }) => setIssuer(currentTarget.value)}
        />
      </label>
      <div class="connect-buttons">
        <button type="submit" class="button primary">
          Use it
        </button>
        <button type="button" class="button" disabled={!signer} onClick={() => onSigner(undefined)}>
          Stop using it
        </button>
      </div>
      <p class="connect-state" role="status">
        {signer ? (
          <>
            <span class="mark yes">in use</span> Each call carries a token of <code>{signer.issuer}</code>,{' '}
            {signer.algorithm}, key <code>{signer.keyId}</code>.
          </>
        ) : (
          <>
            <span class="mark">none</span> This page sends no token.
          </>
        )}
      </p>
      <p class="connect-problem" id="connect-key-problem" role="alert">
        {problem}
      </p>
    </form>
  );
}
