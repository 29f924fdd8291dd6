import { readFileSync } from 'node:fs';
import { createAdvisor } from '../../src/core/compile.js';
import type { Advice, Explanation } from '../../src/core/model/explanation.js';
import type { Client } from '../../src/core/model/knowledge.js';
import { readPart } from '../../src/hooks/r4/part.js';
import { createV2Reader, type ReadMessage } from '../../src/intake/v2/reader.js';
import { type PatientResults, resourcesOf, type Results } from '../../src/intake/v2/to-fhir.js';
import { NOW } from './clock.js';
import { knowledge } from './shipped.js';

/** A client whose laboratory sends HL7 v2. */
export const V2_CLIENT: Client = {
  id: 'clinic',
  title: 'A clinic',
  language: 'en',
  suggestions: 'grouped',
  acceptStatuses: [],
  localCodes: [],
  v2: {
    zone: 'Europe/Berlin',
    authorities: [{ authority: 'CLINIC', system: 'urn:example:mrn' }],
    defaultAuthority: 'CLINIC',
  },
};

/** The same with something else agreed. */
export function agreeing(v2: Partial<NonNullable<Client['v2']>>): Client {
  return { ...V2_CLIENT, v2: { ...V2_CLIENT.v2!, ...v2 } };
}

/** A message of `test/intake/messages`. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../intake/messages/${name}.hl7`, import.meta.url));
}

/** A message of these segments, in the usual marks. */
export function oru(segments: readonly string[], head: { version?: string; charset?: string } = {}): Buffer {
  const { version = '2.5.1', charset = '' } = head;
  const msh = `MSH|^~\\&|LIS|LAB|X|Y|20261120||ORU^R01|ID1|P|${version}||||||${charset}`;
  return Buffer.from(`${[msh, ...segments].join('\r')}\r`);
}

export const PID = 'PID|1||1001^^^CLINIC||||19660301|M';
export const OBR = 'OBR|1||F1|FERR|||202611200745';

/** A message of one patient and one report with these results. */
export function withResults(...obx: string[]): Buffer {
  return oru([PID, OBR, ...obx]);
}

/** A message as this client's is read. */
export function readMessage(body: Buffer, client: Pick<Client, 'id' | 'v2'>): ReadMessage {
  return createV2Reader(client).message(body);
}

/** What was read, of a message that holds results. */
export function resultsIn(body: Buffer, client: Client = V2_CLIENT): Results {
  const read = readMessage(body, client);
  if (read.kind !== 'results') throw new Error(`${read.kind}: ${codesOf(read).join(' ')}`);
  return read.results;
}

/** The Observations of a message, in their order. */
export function observationsIn(body: Buffer, client: Client = V2_CLIENT): fhir4.Observation[] {
  return resultsIn(body, client).patients.flatMap(({ reports }) =>
    reports.flatMap(({ results }) => results.map(({ observation }) => observation)),
  );
}

/** The codes of what is wrong, each with its place. */
export function codesOf({ problems }: Pick<ReadMessage, 'problems'>): string[] {
  return problems.map(({ code, place: { segment, sequence, field, line } }) =>
    [
      code,
      line === undefined
        ? `${segment}${sequence ?? ''}${field === undefined ? '' : `-${field}`}`
        : `line ${line}`,
    ].join(' '),
  );
}

const PATIENT = 'p1';

/** What the advisor says of a patient of a message, handed over as a result hook hands results over. */
export function adviceOnV2(
  patient: PatientResults,
  client: Client = V2_CLIENT,
): Advice & { readonly explanation: Explanation } {
  const entry = resourcesOf(patient, PATIENT).map((resource) => ({ resource }));
  const { resources, setAside } = readPart(
    { resourceType: 'Bundle', type: 'collection', entry },
    'message',
    true,
  );
  const [service] = [...knowledge.services.values()].filter((one) => one.results);
  const advisor = createAdvisor(knowledge, client, {
    profile: 'us-nondevice',
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://hepacue.org/fhir',
  });
  const given = new Set(
    [...knowledge.labs.values()].filter(({ role }) => role === 'trigger').map(({ id }) => id),
  );
  let ids = 0;
  const advice = advisor.advise(
    { service: service!, patientId: PATIENT, userId: '', resources, setAside, given, unavailable: [] },
    { now: NOW, newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
  );
  return { ...advice, explanation: advice.explain() };
}

/** The ending of a test in a message: `raised 540 by lab-range 400`, `not raised`, `value-unreadable`, `-` for none. */
export function endingIn(body: Buffer, lab: string, client: Client = V2_CLIENT, patient = 0): string {
  const found = resultsIn(body, client).patients[patient];
  if (!found) throw new Error('no such patient');
  const reading = adviceOnV2(found, client).explanation.readings.find((one) => one.lab === lab);
  if (!reading) return '-';
  const { raised, why, limit, value, result } = reading;
  const told = why ?? result;
  if (told !== undefined) return told;
  return [
    raised === 'yes' ? 'raised' : raised === 'no' ? 'not raised' : 'unknown',
    String(value ?? ''),
    limit ? `by ${limit.basis} ${String(limit.value ?? '')}`.trim() : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
