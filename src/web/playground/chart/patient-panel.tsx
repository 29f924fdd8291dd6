import type { Lab } from '../api.js';
import { addResource, dayOf, freeId, NEW_PATIENT, newPatient } from './chart.js';
import { ChoiceField, TextField } from './field.js';
import { pregnancyStatus } from './pregnancy.js';
import { at, ofType, patientIdOf, put, remove, resourcesIn } from '../../parts/request.js';
import { defined, labOf, newResult, textOf } from './result.js';
import type { Trial } from '../trial.js';

const SEXES = [
  { value: '', label: 'not sent' },
  { value: 'female', label: 'female' },
  { value: 'male', label: 'male' },
  { value: 'other', label: 'other' },
  { value: 'unknown', label: 'unknown' },
];

/** Whom the results are of. */
export function PatientPanel({
  trial,
  labs,
  onChange,
}: {
  readonly trial: Trial;
  readonly labs: readonly Lab[];
  readonly onChange: (trial: Trial) => void;
}) {
  const { request, service } = trial;
  const placed = resourcesIn(request);
  const [patient] = ofType(placed, 'Patient');
  const change = (next: typeof request): void => onChange({ ...trial, request: next });
  const write = (field: 'gender' | 'birthDate', text: string): void => {
    const before = patient?.resource ?? { resourceType: 'Patient' as const, id: patientIdOf(request) };
    const resource = defined({ ...before, [field]: text === '' ? undefined : text });
    change(patient ? put(request, patient.path, resource) : addResource(request, resource, service, labs));
  };
  const status = pregnancyStatus(labs);
  const pregnancy = ofType(placed, 'Observation').find(
    ({ resource }) => status && labOf(resource, labs) === status,
  );
  const setPregnant = (pregnant: boolean): void => {
    if (!pregnant && pregnancy) change(remove(request, pregnancy.path));
    if (!pregnant || !status) return;
    const result = newResult(status, patientIdOf(request), freeId(request, status.id), dayOf(new Date()));
    change(addResource(request, { ...result, valueString: 'Pregnant' }, service, labs));
  };
  const { id, ...start } = newPatient(dayOf(new Date()));
  const isMadeUp =
    patient?.resource.id === id &&
    (['gender', 'birthDate'] as const).every((key) => at(patient?.resource, [key]) === start[key]);
  const gender = textOf(at(patient?.resource, ['gender']));
  const birthDate = textOf(at(patient?.resource, ['birthDate']));
  return (
    <section class="panel" aria-labelledby="patient-heading">
      <h2 id="patient-heading">Patient</h2>
      <div class="patient">
        <label>
          Born
          <TextField
            label="Born"
            type="date"
            value={birthDate}
            onChange={(text) => write('birthDate', text)}
          />
        </label>
        <p class="age">
          Age <b>{ageOf(birthDate, new Date()) ?? 'not known'}</b>
        </p>
        <label>
          Sex
          <ChoiceField
            label="Sex"
            value={gender}
            choices={SEXES}
            onChange={(text) => write('gender', text)}
          />
        </label>
        {status && (
          <label class="check">
            <input
              type="checkbox"
              checked={pregnancy !== undefined}
              onInput={({ currentTarget }) => setPregnant(currentTarget.checked)}
            />
            Pregnant
          </label>
        )}
      </div>
      {isMadeUp && (
        <p class="muted">
          A new patient is {NEW_PATIENT.inWords}, made up by this page. Change what does not fit.
        </p>
      )}
    </section>
  );
}

function ageOf(birthDate: string, now: Date): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(birthDate)) return undefined;
  const today = dayOf(now);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const age = today.slice(5) < birthDate.slice(5) ? years - 1 : years;
  return age < 0 ? undefined : age;
}
