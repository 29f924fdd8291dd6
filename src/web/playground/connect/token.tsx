import { addressOf, type Catalogue, type Service } from '../api.js';
import { takesResults } from '../chart/chart.js';
import { ConnectSigner } from './signer-form.js';
import { CopyButton, CopyLine } from '../copy-button.js';
import { JsonView } from '../json-view.js';
import type { Signer } from './signer.js';

const CLIENT_FILE = `id: my-ehr
title: My EHR
language: en
suggestions: grouped
acceptStatuses: []
localCodes: []
issuer: https://ehr.example.org/fhir
keys: { url: https://ehr.example.org/.well-known/jwks.json }`;

/** How callers show who they are, and a token for this page. */
export function ConnectToken({
  catalogue,
  signer,
  onSigner,
}: {
  readonly catalogue: Catalogue;
  readonly signer: Signer | undefined;
  readonly onSigner: (signer: Signer | undefined) => void;
}) {
  return (
    <>
      <p>
        A service on loopback lets everyone in unless it was started with <code>AUTHENTICATION=jwt</code>.
        Anywhere else each call carries a fresh CDS Hooks JWT, unless the service was started with{' '}
        <code>ALLOW_UNAUTHENTICATED=true</code>.
      </p>
      <h3>A token on this page</h3>
      <ConnectSigner signer={signer} onSigner={onSigner} />
      <h3>Keys of your own, from the folder of the project</h3>
      <Shell text={recipeFor(catalogue)} what="the commands" />
      <p>
        The first line makes <code>try/private-keys.json</code> and the client file with the public keys. Run
        the rest in a second shell. A token is taken once.
      </p>
      <h3>The client file of an EHR</h3>
      <p>
        One file in <code>cds-hooks/clients/</code>, or in the folder <code>CLIENTS_FOLDER</code> names. The
        keys are an https address, or a file beside it: <code>{'{ file: my-ehr.jwks.json }'}</code>.
      </p>
      <Shell text={CLIENT_FILE} what="the client file" />
      <h3>What a token holds</h3>
      <dl class="connect-claims">
        <dt>header</dt>
        <dd>
          <code>alg</code> ES384 or RS384, <code>typ</code> JWT, <code>kid</code>; <code>jku</code> is not
          looked at
        </dd>
        <dt>
          <code>iss</code>
        </dt>
        <dd>
          the <code>issuer</code> of exactly one client file
        </dd>
        <dt>
          <code>exp</code>, <code>iat</code>
        </dt>
        <dd>at most an hour apart</dd>
        <dt>
          <code>jti</code>
        </dt>
        <dd>taken once</dd>
        <dt>
          <code>aud</code>
        </dt>
        <dd>
          the address called, as <code>PUBLIC_URL</code> and discovery give it:
        </dd>
      </dl>
      <ul class="connect-audiences">
        {audiencesOf(catalogue.services).map((url) => (
          <li key={url}>
            <CopyLine text={url} what="the audience" />
          </li>
        ))}
      </ul>
      <p class="muted">
        Discovery wants a token only with <code>DISCOVERY_PROTECTED=true</code>. A refusal is a 401 without a
        reason; the reason stands in the log of the service.
      </p>
    </>
  );
}

function Shell({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div class="connect-code">
      <JsonView text={text} label={what} plain />
      <CopyButton text={text} what={what} />
    </div>
  );
}

function recipeFor({ services, examples }: Catalogue): string {
  const service = services.find(takesResults) ?? services[0];
  const example = examples.find((one) => one.kind === 'example' && one.service === service?.id);
  const { port, hostname } = new URL(addressOf(''));
  const own = hostname === '127.0.0.1' && port !== '3000' ? `PORT=${port} ` : '';
  return `npm run --silent token -- try
${own}AUTHENTICATION=jwt CLIENTS_FOLDER=try/clients npm start

URL=${addressOf(`cds-services/${service?.id ?? ''}`)}
TOKEN=$(npm run --silent token -- try $URL)
curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' $URL \\
  -d @cds-hooks/examples/${example?.id ?? '…'}.request.json`;
}

function audiencesOf(services: readonly Service[]): readonly string[] {
  return [
    ...services.flatMap(({ id }) => [`cds-services/${id}`, `cds-services/${id}/feedback`, `explain/${id}`]),
    'cds-services',
  ].map(addressOf);
}
