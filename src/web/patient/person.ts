import type { Explanation } from '../../core/model/explanation.js';
import { type HookRequest, ofType, patientIdOf, resourcesIn } from '../parts/request.js';

/** A longer name is cut. */
const LONGEST_NAME = 120;

/** Whom the page is about: as the record names them; and birth date, age and sex as they were understood. */
export function personOf(
  request: HookRequest,
  { patient: { age, sex } }: Explanation,
): { readonly named: string; readonly known: string } {
  const id = patientIdOf(request);
  const patient = ofType(resourcesIn(request), 'Patient').find(
    ({ resource }) => resource.id === id,
  )?.resource;
  const [name] = Array.isArray(patient?.name) ? patient.name : [];
  const called =
    name?.text ?? [...(name?.given ?? []), name?.family].filter((part) => part !== undefined).join(' ');
  const born = typeof patient?.birthDate === 'string' ? `born ${patient.birthDate}` : '';
  const known = [age === undefined ? 'age not known' : `${String(age)} years`, sex ?? 'sex not known'];
  return {
    named: called === '' ? `Patient ${id}` : called.slice(0, LONGEST_NAME),
    known: [born, ...known].filter((part) => part !== '').join(', '),
  };
}
