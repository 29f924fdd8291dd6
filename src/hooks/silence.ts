import type { Received } from '../core/model/advice.js';
import type { Client, Service } from '../core/model/knowledge.js';
import { encounterIn, isSwitchedOff } from './encounter.js';
import type { Prefetch } from './prefetch.js';
import type { HookRequest } from './request.js';

/** Why there are no cards although nothing was evaluated to "no". */
export type Silence = 'user-is-patient' | 'no-lab-in-results' | 'deceased' | 'encounter-switched-off';

/** Why no card may be shown, as far as what came tells; what did not come, or cannot be read, silences nothing. */
export function silenceOf(
  request: Pick<HookRequest, 'userIsPatient' | 'patientId' | 'encounterId'>,
  service: Pick<Service, 'results'>,
  client: Pick<Client, 'noCardsFor'>,
  { resources, newResults }: Pick<Prefetch, 'resources' | 'newResults'>,
  now: Date,
): Silence | undefined {
  if (request.userIsPatient) return 'user-is-patient';
  if (service.results && !newResults) return 'no-lab-in-results';
  if (isDeceased(resources, request.patientId, now)) return 'deceased';
  const encounter = client.noCardsFor && encounterIn(resources, request.encounterId, request.patientId);
  return encounter && isSwitchedOff(encounter, client) ? 'encounter-switched-off' : undefined;
}

/** Some Patient resource says that the patient died, and none says the opposite. */
function isDeceased(resources: readonly Received[], patientId: string, now: Date): boolean {
  const said = resources.flatMap(({ resource }) =>
    resource.resourceType === 'Patient' && resource.id === patientId
      ? (hasDied(resource as fhir4.Patient, now) ?? [])
      : [],
  );
  return said.includes(true) && !said.includes(false);
}

const DAY = 86_400_000;
/** What programs write when they have no date: the zero of Unix, and that of spreadsheets and databases, which lie before 1900-01-02. */
const ZERO = 0;
const FIRST_DATE = Date.UTC(1900, 0, 2);

/** `undefined` where it says nothing, or nothing that can be: a date that lies ahead, before birth, or that stands for "no date". */
function hasDied(
  { deceasedBoolean: said, deceasedDateTime: date, birthDate = '' }: fhir4.Patient,
  now: Date,
): boolean | undefined {
  if (typeof said === 'boolean') return said;
  if (typeof date !== 'string') return undefined;
  const at = Date.parse(date);
  if (Number.isNaN(at) || at === ZERO || at < FIRST_DATE || at > now.getTime() + DAY) return undefined;
  const shared = Math.min(date.length, birthDate.length, 'YYYY-MM-DD'.length);
  return date.slice(0, shared) >= birthDate.slice(0, shared) ? true : undefined;
}
