import { useEffect, useState } from 'preact/hooks';
import { addressOf, type Catalogue, type ExampleLine } from '../api.js';
import { CopyLine } from '../copy-button.js';

interface Line {
  readonly id: string;
  readonly title: string;
}

/** The first of the invented patients, which the demo server has under the same ids. */
export function demoPatient(examples: readonly ExampleLine[]): string {
  return examples.find(({ kind }) => kind === 'vignette')?.id ?? 'example';
}

/** One link into the public sandbox, and what to know of it. */
export function ConnectSandbox({
  catalogue: { demo, examples },
  patientId,
}: {
  readonly catalogue: Catalogue;
  readonly patientId?: string | undefined;
}) {
  const [patients, setPatients] = useState<readonly Line[]>([]);
  const [chosen, setChosen] = useState<string>();
  useEffect(() => {
    if (demo) void demoPatients().then(setPatients, () => undefined);
  }, [demo]);
  if (!demo)
    return (
      <>
        <p>
          The <a href="https://sandbox.cds-hooks.org/">public sandbox</a> needs patients on an open FHIR R4
          server. This service brings some, but its demo server is switched off: start it with{' '}
          <code>DEMO_FHIR=true</code>.
        </p>
        <Quirks />
      </>
    );
  const known = patients.some(({ id }) => id === patientId);
  const patient = chosen ?? (known ? patientId : undefined) ?? demoPatient(examples);
  const url =
    `https://sandbox.cds-hooks.org/?hook=patient-view&fhirServiceUrl=${addressOf('demo/fhir')}` +
    `&patientId=${patient}&serviceDiscoveryURL=${addressOf('cds-services')}`;
  return (
    <>
      <p>One link opens it with this service and an invented patient of its demo FHIR server.</p>
      <div class="connect-open">
        <label>
          Patient
          <select
            class="field"
            value={patient}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          >
            {(patients.length > 0 ? patients : [{ id: patient, title: '' }]).map(({ id, title }) => (
              <option key={id} value={id} selected={id === patient}>
                {`${id.toUpperCase()} ${title}`}
              </option>
            ))}
          </select>
        </label>
        <a class="button primary" href={url} target="_blank" rel="noopener noreferrer">
          Open the sandbox <span class="hidden">in a new tab</span>
          <span aria-hidden="true">↗</span>
        </a>
      </div>
      <CopyLine text={url} what="the address of the sandbox" />
      <Quirks />
    </>
  );
}

function Quirks() {
  const { hostname, protocol } = new URL(addressOf(''));
  return (
    <>
      {protocol === 'http:' && !isLoopback(hostname) && (
        <p class="connect-note">
          This page was opened over http from <code>{hostname}</code>: most browsers will not let the sandbox,
          which is an https page, call it. Use https, or run the service on the machine of the browser.
        </p>
      )}
      <ul>
        <li>
          It calls services for <code>patient-view</code> and the order hooks; the one for new results is
          listed and never called.
        </li>
        <li>
          Your browser makes the calls, so it must reach this service. From the https page, http works in most
          browsers for loopback addresses only.
        </li>
        <li>A suggestion that is accepted only sends feedback: no order is created.</li>
        <li>It keeps in this browser (localStorage) what it was opened with, for the next time.</li>
        <li>
          Patients come from an open FHIR R4 server with CORS. Its own default server is of another FHIR
          version.
        </li>
        <li>
          Whatever goes wrong, it says only “Could not get a response from the CDS Service”: the reason is in
          the response, under Network in the browser’s developer tools.
        </li>
      </ul>
    </>
  );
}

/** What the demo server calls its patients. */
async function demoPatients(): Promise<readonly Line[]> {
  const response = await fetch(addressOf('demo/fhir/Patient'));
  const { entry = [] } = (await response.json()) as fhir4.Bundle<fhir4.Patient>;
  return entry.flatMap(({ resource }) =>
    resource?.id === undefined ? [] : [{ id: resource.id, title: resource.name?.[0]?.text ?? '' }],
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/u.test(hostname);
}
