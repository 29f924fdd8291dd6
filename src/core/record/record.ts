import type { AdviceRequest, Received } from '../model/advice.js';
import type { LabsNamed } from './codes.js';
import { momentOf, momentReader } from './moment.js';
import { ownership, referenceTo } from './ownership.js';
import { keepContained, keepMalformed, keepObservation } from './results.js';
import type { PatientRecord, Sorter, Sorting } from './sorting.js';
import { newestVersions } from './versions.js';

/**
 * Sorts what came, in one pass: results by lab, the rest by kind. Resources of another patient are set aside,
 * and so is a look-alike; a result whose codes name two labs is kept under both, as one that cannot be read.
 */
export function readRecord(request: AdviceRequest, labsNamed: LabsNamed, now: Date): PatientRecord {
  const record: Sorting = {
    results: new Map(),
    hasBounds: false,
    others: [],
    conditions: [],
    medicines: [],
    medications: new Map(),
    procedures: [],
    orders: [],
    reports: [],
    setAside: [...request.setAside],
  };
  const sorter = {
    request,
    labsNamed,
    isPatient: referenceTo(request.patientId),
    moment: momentReader(),
    record,
    today: momentOf(now),
  };
  for (const received of newestVersions(request.resources)) sort(received, sorter);
  for (const { resource, from, why } of request.setAside)
    if (why === 'malformed' || why === 'too-large') keepMalformed(resource, from, sorter);
  return record;
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
    if (resource.id !== undefined) record.medications.set(`Medication/${resource.id}`, resource);
    return;
  }
  if (!READ.has(resource.resourceType)) return;
  const problem = ownership(resource, sorter.request.patientId, sorter.isPatient);
  if (problem !== undefined) {
    record.setAside.push({ from: received.from, resourceType: resource.resourceType, why: problem });
    return;
  }
  switch (resource.resourceType) {
    case 'Patient':
      record.patient ??= resource;
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
