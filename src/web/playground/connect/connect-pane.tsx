import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf, type Catalogue } from '../api.js';
import { takesResults } from '../chart/chart.js';
import { ConnectEhr } from './ehr.js';
import { ConnectSandbox, demoPatient } from './sandbox.js';
import { ConnectToken } from './token.js';
import './connect.css';
import { CopyButton } from '../copy-button.js';
import { JsonView } from '../json-view.js';
import type { Signer } from './signer.js';
import { curlOf } from '../wire/snippets.js';

/** How to call this service from elsewhere, with its own addresses. */
export function ConnectPane({
  catalogue,
  patientId,
  signer,
  onSigner,
}: {
  readonly catalogue: Catalogue;
  /** Whom the case is about; the sandbox is opened with that patient when the demo server has it. */
  readonly patientId?: string | undefined;
  readonly signer?: Signer | undefined;
  readonly onSigner: (signer: Signer | undefined) => void;
}) {
  return (
    <div class="connect">
      <Part title="The public CDS Hooks sandbox" open>
        <ConnectSandbox catalogue={catalogue} patientId={patientId} />
      </Part>
      <Part title="An EHR">
        <ConnectEhr catalogue={catalogue} />
      </Part>
      <Part title="Tokens" open={signer !== undefined}>
        <ConnectToken catalogue={catalogue} signer={signer} onSigner={onSigner} />
      </Part>
      <Part title="A FHIR server instead of prefetch">
        <Fetching catalogue={catalogue} authorization={signer !== undefined} />
      </Part>
      <Part title="Reference" open>
        <ul>
          <Reference path="docs/api">the API reference: every address, request and answer</Reference>
          <Reference path="openapi.yaml">the same for programs, as OpenAPI 3.1</Reference>
          <Reference path="evidence">what the service asks and knows, with sources</Reference>
          <Reference path="fhir/metadata">
            the knowledge as FHIR R4: value sets, profiles, plan definitions
          </Reference>
          <Reference path="source-attributes">the source attributes of 45 CFR 170.315(b)(11)</Reference>
        </ul>
      </Part>
    </div>
  );
}

function Part({
  title,
  open = false,
  children,
}: {
  readonly title: string;
  readonly open?: boolean;
  readonly children: ComponentChildren;
}) {
  // Only at first: from then on it is the reader who opens and closes it.
  const [opened] = useState(open);
  return (
    <details class="connect-part" open={opened}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {children}
    </details>
  );
}

function Reference({ path, children }: { readonly path: string; readonly children: ComponentChildren }) {
  return (
    <li>
      <a href={addressOf(path)} target="_blank" rel="noopener">
        /{path}
      </a>
      : {children}
    </li>
  );
}

function Fetching({
  catalogue: { services, examples, demo },
  authorization,
}: {
  readonly catalogue: Catalogue;
  readonly authorization: boolean;
}) {
  const service = services.find((one) => !takesResults(one));
  if (!service) return null;
  const fhirServer = demo ? addressOf('demo/fhir') : 'https://ehr.example.org/fhir';
  const text = curlOf({
    url: addressOf(`cds-services/${service.id}`),
    authorization,
    body: {
      hook: service.hook,
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      context: { userId: 'Practitioner/1', patientId: demoPatient(examples) },
      fhirServer,
      fhirAuthorization: {
        access_token: 'none',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.rs',
        subject: 'me',
      },
    },
  });
  return (
    <>
      <p>
        What prefetch lacks is fetched when the request brings <code>fhirServer</code> and{' '}
        <code>fhirAuthorization</code> and that server is one of the <code>fhirServers</code> of the client
        file. What does not come in time, or what the token’s scopes do not grant, is named on the card.
      </p>
      {!demo && (
        <p>This server has no demo patients: put your own server, token and patient into the command.</p>
      )}
      {demo && (
        <p>The demo server may be asked without tokens; a caller with tokens needs it in its client file.</p>
      )}
      <div class="connect-code">
        <JsonView text={text} label="A request without prefetch, as curl" plain />
        <CopyButton text={text} what="the curl command" />
      </div>
    </>
  );
}
