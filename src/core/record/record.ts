import type { AdviceRequest, Received } from '../model/advice.js';
import type { LabsNamed } from './codes.js';
import { type Moment, moment, momentOf, momentReader } from './moment.js';
import { isModified } from './modified.js';
import { ownership, subjectsOf } from './ownership.js';
import { keepContained, keepMalformed, keepObservation, setAsForeign } from './results.js';
import { datesDropped } from './sampled-at.js';
import type { PatientRecord, Sorter, Sorting } from './sorting.js';
import { lastVersions } from './versions.js';

/**
 * Sorts what came, in one pass: results by lab, the rest by kind. Resources of another patient are set aside,
 * and so is a look-alike; a result whose codes name two labs is kept under both, as one that cannot be read.
 */
export function readRecord(request: AdviceRequest, labsNamed: LabsNamed, now: Date): PatientRecord {
  const record: Sorting = {
    results: new Map(),
    hasBounds: false,
    foreign: new Set(),
    foreignPlaces: new Set(),
    others: [],
    conditions: [],
    medicines: [],
    medications: new Map(),
    procedures: [],
    orders: [],
    reports: [],
    setAside: [...request.setAside],
  };
  const { patientId } = request;
  const resources = lastVersions(request.resources);
  const today = momentOf(now);
  const sorter: Sorter = {
    request,
    labsNamed,
    whoseIs: subjectsOf(patientId, resources),
    moment: momentReader(),
    record,
    today,
    datesDropped: datesDropped(request.setAside),
    birth: birthIn(resources, patientId, today),
  };
  for (const received of resources) sort(received, sorter);
  for (const { resource, from, why } of request.setAside)
    if (why === 'malformed' || why === 'too-large') keepMalformed(resource, from, sorter);
  return record;
}

/** When the patient was born; a date that lies ahead is no date of birth. */
function birthIn(resources: readonly Received[], patientId: string, today: Moment): Moment | undefined {
  for (const { resource } of resources)
    if (resource.resourceType === 'Patient' && resource.id === patientId) {
      const birth = moment((resource as fhir4.Patient).birthDate);
      if (birth) return birth.first <= today.last ? birth : undefined;
    }
  return undefined;
}

/** What is read of a patient; anything else that came along is passed over. */
const READ = new Set([
  'Patient',
  'Observation',
  'DiagnosticReport',
  'Condition',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationAdministration',
  'Procedure',
  'ServiceRequest',
]);

function sort(received: Received, sorter: Sorter): void {
  const { record } = sorter;
  const resource = received.resource as fhir4.FhirResource;
  if (resource.resourceType === 'Medication') {
    if (resource.id !== undefined && !isModified(resource))
      record.medications.set(`Medication/${resource.id}`, resource);
    return;
  }
  if (!READ.has(resource.resourceType)) return;
  const problem = ownership(resource, sorter.request.patientId, sorter.whoseIs);
  if (problem !== undefined) {
    setAsForeign(resource, received.from, problem, sorter);
    if (resource.resourceType === 'Observation' || resource.resourceType === 'DiagnosticReport')
      keepContained(resource, received, sorter, true);
    return;
  }
  // A Patient is taken as sent, and an Observation says itself why it is not read.
  const { resourceType } = resource;
  if (resourceType !== 'Patient' && resourceType !== 'Observation' && isModified(resource)) {
    record.setAside.push({ from: received.from, resourceType, why: 'modifier-extension', resource });
    // Results are never left out in silence: each is read, or not, by what it carries itself.
    if (resourceType === 'DiagnosticReport') keepContained(resource, received, sorter);
    return;
  }
  switch (resource.resourceType) {
    case 'Patient':
      // What the one in context lacks is taken from another: laboratories send a name and no more.
      record.patient = { ...resource, ...record.patient };
      break;
    case 'Observation':
      keepObservation(resource, received, sorter);
      break;
    case 'DiagnosticReport':
      record.reports.push(resource);
      keepContained(resource, received, sorter);
      break;
    case 'Condition':
      record.conditions.push(resource);
      break;
    case 'MedicationRequest':
    case 'MedicationStatement':
    case 'MedicationAdministration':
      record.medicines.push(resource);
      break;
    case 'Procedure':
      record.procedures.push(resource);
      break;
    case 'ServiceRequest':
      record.orders.push(resource);
      break;
    default:
  }
}
