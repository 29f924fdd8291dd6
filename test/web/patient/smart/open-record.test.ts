import { beforeEach, describe, expect, test } from '@jest/globals';
import { demoServer } from '../../../../src/demo/demo-server.js';
import { demoPatients } from '../../../../src/demo/patients.js';
import { smartSettings, type SmartSettings } from '../../../../src/hooks/smart-settings.js';
import {
  type Door,
  isHandedOver,
  type OpenedRecord,
  openRecord,
} from '../../../../src/web/patient/smart/open-record.js';
import { Problem } from '../../../../src/web/patient/smart/problem.js';
import { VIEW } from '../../../support/ask.js';
import { authorizationServer } from '../../../support/authorization-server.js';
import { NOW } from '../../../support/clock.js';
import { loopbackServer } from '../../../support/fhir-server.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../../support/shipped.js';

const there = loopbackServer();
const base = (): string => `http://127.0.0.1:${there.port()}`;
const iss = (): string => `${base()}/fhir`;
const PAGE = 'https://cds.example.org/patient';
const resources = demoPatients(KNOWLEDGE_FOLDER, knowledge);
const ehr = authorizationServer(
  { clientId: 'page', redirectUri: () => PAGE, patientId: 'p01' },
  () => demoServer({ base: iss(), now: () => NOW, resources }),
  base,
);

beforeEach(() => {
  there.answer = ehr.listener;
  ehr.reset();
  tab.clear();
  there.clear();
});

/** What one tab remembers, and everything that was ever put there. */
class Tab {
  readonly #kept = new Map<string, string>();
  readonly everKept: string[] = [];
  getItem = (key: string): string | null => this.#kept.get(key) ?? null;
  setItem = (key: string, value: string): void => {
    this.#kept.set(key, value);
    this.everKept.push(value);
  };
  removeItem = (key: string): void => void this.#kept.delete(key);
  get size(): number {
    return this.#kept.size;
  }
  clear(): void {
    this.#kept.clear();
    this.everKept.length = 0;
  }
}
const tab = new Tab();

function settings(): SmartSettings {
  const smart = {
    clientId: 'page',
    issuers: [iss()],
    scopes: ['openid', 'fhirUser', 'patient/*.rs'],
  };
  const client = { ...knowledge.clients.get('public-sandbox')!, id: 'ehr', smart };
  return smartSettings(
    { ...knowledge, clients: new Map([['ehr', client]]) },
    'org.hepacue.result-review',
    'https://cds.example.org',
  );
}

interface Visited {
  readonly opened?: OpenedRecord | undefined;
  readonly left?: string;
  readonly tidied: boolean;
}

async function visit(query: string, patch: Partial<Door> = {}): Promise<Visited> {
  let left: string | undefined;
  let tidied = false;
  const opened = await openRecord({
    url: new URL(`${PAGE}${query}`),
    isSecure: true,
    settings: settings(),
    storage: tab,
    leave: (url) => (left = url),
    tidy: () => (tidied = true),
    newId: () => '00000000-0000-4000-8000-000000000000',
    say: () => undefined,
    ...patch,
  });
  return { opened, tidied, ...(left !== undefined && { left }) };
}

/** The user signs in: where the EHR sends the browser then. */
async function signIn(left: string): Promise<string> {
  const answer = await fetch(left, { redirect: 'manual' });
  expect(ehr.refused).toEqual([]);
  return new URL(answer.headers.get('location')!).search;
}

async function open(query = `?iss=${encodeURIComponent(iss())}`): Promise<OpenedRecord> {
  const { left } = await visit(query);
  const { opened, tidied } = await visit(await signIn(left!));
  expect([tidied, tab.size]).toEqual([true, 0]);
  return opened!;
}

async function problemOf(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'none';
}

describe('opening the record of a patient', () => {
  test.each([
    ['alone', () => ''],
    ['from an EHR', () => `&launch=${ehr.launch()}`],
  ])('%s ends in the request that an EHR would have sent', async (_how, launch) => {
    const { request, serviceId, client } = await open(`?iss=${encodeURIComponent(iss())}${launch()}`);
    expect([serviceId, client]).toEqual([VIEW, 'ehr']);
    expect(request).toMatchObject({
      hook: 'patient-view',
      context: { patientId: 'p01', userId: 'Practitioner/clinician' },
      prefetch: { patient: { resourceType: 'Patient', id: 'p01' } },
    });
    const published = settings().services.find(({ id }) => id === VIEW)!.prefetch!;
    expect(Object.keys(request.prefetch).sort()).toEqual(Object.keys(published).sort());
    expect(JSON.stringify(request.prefetch['ferritin'])).toContain('"2276-4"');
  });

  test('asks the EHR alone, keeps no token and asks for none that lasts', async () => {
    const { left } = await visit(`?iss=${encodeURIComponent(iss())}`);
    const asked = new URL(left!).searchParams;
    expect(asked.get('scope')).toBe('launch/patient openid fhirUser patient/*.rs');
    expect(Object.keys(JSON.parse(tab.everKept[0]!) as object).sort()).toEqual(['iss', 'state', 'verifier']);
    await visit(await signIn(left!));
    expect(tab.everKept).toHaveLength(1);
    expect(ehr.read.length).toBeGreaterThan(5);
  });

  test('names the service that the card came from, where a page can ask it', async () => {
    ehr.behaviour.token = { appContext: 'somebody-elses' };
    expect((await open()).serviceId).toBe(VIEW);
    ehr.behaviour.token = { appContext: VIEW };
    expect((await open()).serviceId).toBe(VIEW);
  });

  test('takes an issuer with a slash at its end, and who the user is as an address', async () => {
    ehr.behaviour.fhirUser = `${iss()}/PractitionerRole/7`;
    ehr.behaviour.token = { encounter: 'e1' };
    expect((await open()).request.context).toEqual({
      patientId: 'p01',
      userId: 'PractitionerRole/7',
      encounterId: 'e1',
    });
    const asked = new URL((await visit(`?iss=${encodeURIComponent(`${iss()}/`)}`)).left!).searchParams;
    expect(asked.get('aud')).toBe(`${iss()}/`);
  });

  test('says what failed, as a client of CDS Hooks does', async () => {
    ehr.behaviour.fhir = { Condition: 403, Procedure: 500 };
    const { prefetch } = (await open()).request;
    expect(prefetch['conditions']).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'forbidden' }],
    });
    expect(prefetch['procedures']).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(prefetch['ferritin']).toMatchObject({ resourceType: 'Bundle' });
  });

  test('leaves out what the granted scope does not cover, without asking', async () => {
    ehr.behaviour.token = { scope: 'patient/Patient.read patient/Observation.read' };
    const { prefetch } = (await open()).request;
    expect(prefetch).not.toHaveProperty('conditions');
    expect(new Set(ehr.read.map((path) => path.split('/')[2]))).toEqual(new Set(['Patient', 'Observation']));
  });
});

describe('a record is not opened, and it is said why,', () => {
  test.each<[string, string, string, Partial<Door>?]>([
    ['by an EHR that no client file names', '?iss=https://evil.example/fhir&launch=x', 'issuer-unknown'],
    ['by one below a known one', '?iss={iss}/other', 'issuer-unknown'],
    ['without encryption', '?iss={iss}', 'not-secure', { isSecure: false }],
    ['under another address', '?iss={iss}', 'other-address', { url: new URL('https://other.org/patient') }],
    ['with an answer to nothing', '?code=x&state=y', 'state-mismatch'],
    ['with an error to nothing', '?error=access_denied&error_description=Call+me', 'state-mismatch'],
  ])('%s', async (_what, query, code, patch = {}) => {
    const asked = query.replace('{iss}', iss());
    const url = patch.url && new URL(`${patch.url.href}${asked}`);
    expect(await problemOf(visit(asked, { ...patch, ...(url && { url }) }))).toBe(code);
    expect(there.calls).toHaveLength(0);
  });

  test.each<[string, string, object]>([
    ['an EHR without SMART', 'ehr-not-smart', { token_endpoint: undefined }],
    ['one without S256', 'ehr-not-smart', { code_challenge_methods_supported: ['plain'] }],
    [
      'one that sends its users elsewhere',
      'ehr-elsewhere',
      { authorization_endpoint: 'https://evil.example/' },
    ],
    ['one that wants codes elsewhere', 'ehr-elsewhere', { token_endpoint: 'https://evil.example/token' }],
  ])('by %s', async (_what, code, configuration) => {
    ehr.behaviour.configuration = configuration as Record<string, unknown>;
    expect(await problemOf(visit(`?iss=${encodeURIComponent(iss())}`))).toBe(code);
    expect(tab.size).toBe(0);
  });

  test.each<[string, string, Partial<typeof ehr.behaviour>]>([
    ['the user denies', 'denied', { user: 'denies' }],
    ['another state comes back', 'state-mismatch', { state: 'another' }],
    ['no patient is handed over', 'patient-missing', { token: { patient: undefined } }],
    ['the patient is no id', 'patient-missing', { token: { patient: '../Observation' } }],
    ['nobody says who the user is', 'user-unknown', { fhirUser: undefined }],
    ['the user is an app', 'user-unknown', { fhirUser: 'Device/1' }],
    ['the user is the patient', 'for-clinicians', { fhirUser: 'Patient/p01' }],
    ['the user is a relative', 'for-clinicians', { fhirUser: 'RelatedPerson/1' }],
    ['results may not be read', 'scope-missing', { token: { scope: 'openid patient/Patient.rs' } }],
    ['the token is none', 'token-unusable', { token: { token_type: 'mac' } }],
    ['the token is two', 'token-unusable', { token: { access_token: 'a b' } }],
    ['the session is over', 'session-over', { fhir: { '*': 401 } }],
    ['every query is refused', 'not-allowed', { fhir: { Observation: 403 } }],
    ['the EHR wants a pause', 'too-many', { fhir: { '*': 429 } }],
    ['the FHIR server fails', 'fhir-failed', { fhir: { '*': 500 } }],
  ])('when %s', async (_what, code, behaviour) => {
    Object.assign(ehr.behaviour, behaviour);
    expect(await problemOf(open())).toBe(code);
    expect(tab.size).toBe(0);
  });

  test('when the answer is brought twice, as by the button that goes back', async () => {
    const back = await signIn((await visit(`?iss=${encodeURIComponent(iss())}`)).left!);
    await visit(back);
    expect(await problemOf(visit(back))).toBe('state-mismatch');
  });

  test('when an answer is brought to a tab that began another sign-in', async () => {
    const back = await signIn((await visit(`?iss=${encodeURIComponent(iss())}`)).left!);
    await visit(`?iss=${encodeURIComponent(iss())}`);
    const calls = there.calls.length;
    expect(await problemOf(visit(back))).toBe('state-mismatch');
    expect(there.calls).toHaveLength(calls);
  });

  test('and what others wrote is shown as text, without what hides in it', () => {
    expect(new Problem('issuer-unknown', 'https://a\u202e\n.example/$&').todo).toContain(
      'https://a.example/$&',
    );
    expect(new Problem('issuer-unknown', 'x'.repeat(5_000)).todo.length).toBeLessThan(500);
  });
});

test.each([
  ['', false],
  ['?iss=x', true],
  ['?code=x&state=y', true],
  ['?error=x', true],
  ['?case=p01', false],
])('a page opened with %j is handed something over: %s', (query, handedOver) => {
  expect(isHandedOver(new URL(`${PAGE}${query}`))).toBe(handedOver);
});
