import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Authorize, type Catalogue, loadCatalogue } from './api.js';
import { ConnectSigner } from './connect/signer-form.js';
import { Desk } from './desk.js';
import { type Signer, tokenFor } from './connect/signer.js';
import { signOff } from './sign-off.js';

/** A link past what comes between, seen when it is reached. The address holds the case, so that the jump must not go there. */
function SkipTo({ to, children }: { readonly to: string; readonly children: string }) {
  const jump = (event: MouseEvent): void => {
    event.preventDefault();
    document.querySelector<HTMLElement>(to)?.focus();
  };
  return (
    <a class="skip" href="#" onClick={jump}>
      {children}
    </a>
  );
}

/** The whole page: asks the service what it offers, then shows the desk. */
export function Page() {
  const [catalogue, setCatalogue] = useState<Catalogue>();
  const [problem, setProblem] = useState<string>();
  const [signer, setSigner] = useState<Signer>();
  const authorize = useCallback<Authorize>(
    async (url) => signer && `Bearer ${await tokenFor(signer, url)}`,
    [signer],
  );
  const load = (): void => {
    setProblem(undefined);
    loadCatalogue(authorize).then(setCatalogue, (error: unknown) =>
      setProblem(error instanceof Error ? error.message : 'The service does not answer.'),
    );
  };
  const missing = catalogue === undefined ? problem : undefined;
  useEffect(load, [authorize]);
  return (
    <>
      <header class="top">
        {catalogue && (
          <nav class="skips" aria-label="Skip">
            <SkipTo to="[role=tab][aria-selected=true]">Skip to what the service says</SkipTo>
            <SkipTo to="#chart">Skip to the chart</SkipTo>
          </nav>
        )}
        <a class="brand" href="." aria-label="HepaCue playground, start again">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M16 4c5 6.5 8 10.5 8 14.9a8 8 0 0 1-16 0C8 14.5 11 10.5 16 4Z" />
          </svg>
          HepaCue <span>playground</span>
        </a>
        <p class="notice">
          Not clinically validated. {catalogue && signOff(catalogue.knowledge)} For health professionals and
          integrators; no data of real patients.
        </p>
        <p class="muted links">
          <a href="evidence">Evidence</a>
          <a href="docs/api">API reference</a>
          {catalogue && (
            <span>
              Rules {catalogue.knowledge.version} of {catalogue.knowledge.date}
            </span>
          )}
        </p>
      </header>
      {missing !== undefined && (
        <main key="problem" class="alone panel">
          <h1>The service cannot be reached</h1>
          <p role="alert">{missing}</p>
          <button type="button" class="button primary" onClick={load}>
            Try again
          </button>
          <h2>If it asks for tokens</h2>
          <ConnectSigner signer={signer} onSigner={setSigner} />
        </main>
      )}
      {missing === undefined && !catalogue && (
        <main key="loading" class="alone">
          <h1 class="hidden">HepaCue playground</h1>
          <p role="status">Loading …</p>
        </main>
      )}
      {catalogue && <Desk catalogue={catalogue} authorize={authorize} signer={signer} onSigner={setSigner} />}
    </>
  );
}
