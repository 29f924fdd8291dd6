import type { Lab, Service } from '../api.js';
import { takesResults } from './chart.js';
import { at, isRecord, ofType, type Placed, put, resourcesIn } from '../../parts/request.js';
import { fieldsOf, labOf, nameOf, withField } from './result.js';
import type { Trial } from '../trial.js';

/** A way in which data goes wrong between a laboratory, an EHR and this service. */
export interface Breakage {
  readonly id: string;
  readonly label: string;
  /** What is changed, as it happens in real data. */
  readonly what: string;
  /** The trial broken that way; nothing when it holds nothing that could be changed so. */
  readonly apply: (trial: Trial, labs: readonly Lab[], services: readonly Service[]) => Trial | undefined;
}

const OTHER_PATIENT = 'Patient/another-patient';
const OTHER_HOOK = 'order-sign';
const LOCAL_SYSTEM = 'https://laboratory.example.org/codes';

/** What can be tried, the mildest first. */
export const BREAKAGES: readonly Breakage[] = [
  inOneResult(
    'missing-unit',
    'No unit',
    'One result comes as a bare number: its unit was lost on the way. A unit is never guessed.',
    (result) => (result.valueQuantity ? withField(result, 'unit', '') : result),
  ),
  inOneResult(
    'comparator',
    'Only a bound',
    'One result is only known to be above a value that is itself below the limit, and has no flag: nobody can tell whether it is raised.',
    bounded,
  ),
  inOneResult(
    'value-as-text',
    'Text for a number',
    'One result says “haemolysed” where a number should stand, as when the sample could not be measured.',
    (result) => withField(result, 'value', 'haemolysed'),
  ),
  inOneResult(
    'other-patient',
    'Another patient’s',
    'One result names another patient as its subject, as when charts are mixed up.',
    (result) => ({ ...result, subject: { reference: OTHER_PATIENT } }),
  ),
  inOneResult(
    'cancelled',
    'Cancelled',
    'One result was cancelled by the laboratory and is still sent along.',
    (result) => withField(result, 'status', 'cancelled'),
  ),
  inOneResult(
    'local-code',
    'Local code',
    'One result carries only the laboratory’s own code, which stands on no list here; the client file of an EHR can name such codes.',
    (result, lab) => {
      const text = at(result, ['code', 'text']);
      const name = typeof text === 'string' ? text : nameOf(result, lab);
      return {
        ...result,
        code: { coding: [{ system: LOCAL_SYSTEM, code: 'L-4711', display: name }], text: name },
      };
    },
  ),
  {
    id: 'no-prefetch',
    label: 'No prefetch',
    what: 'A chart is opened, and the request brings neither prefetch nor access to a FHIR server, as before prefetch is set up in the EHR.',
    apply: withoutPrefetch,
  },
  {
    id: 'wrong-hook',
    label: 'Wrong hook',
    what: `The request names the hook ${OTHER_HOOK}, as when the service is registered under a hook it does not serve.`,
    apply: (trial) =>
      trial.request.hook === OTHER_HOOK
        ? undefined
        : { ...trial, request: { ...trial.request, hook: OTHER_HOOK } },
  },
  {
    id: 'expired-token',
    label: 'Expired token',
    what: 'The request carries a token that has expired, as with a wrong clock. It is refused even where no token is asked for.',
    apply: (trial) => (trial.token === 'expired' ? undefined : { ...trial, token: 'expired' }),
  },
];

type Change = (observation: fhir4.Observation, lab: Lab) => fhir4.Observation;

/** Changes the result that counts of the first test that decides; when it is so already, that of the next one. */
function inOneResult(id: string, label: string, what: string, change: Change): Breakage {
  const apply: Breakage['apply'] = (trial, labs) => {
    for (const { lab, resource, path } of deciding(trial, labs)) {
      const broken = change(resource, lab);
      if (JSON.stringify(broken) !== JSON.stringify(resource))
        return { ...trial, request: put(trial.request, path, broken) };
    }
    return undefined;
  };
  return { id, label, what, apply };
}

type Result = Placed<fhir4.Observation> & { readonly lab: Lab };

/** Of each test that decides the one result that counts: the newest that is not withdrawn or on its way. */
function deciding({ request }: Trial, labs: readonly Lab[]): readonly Result[] {
  const byLab = new Map<string, Result[]>();
  for (const placed of ofType(resourcesIn(request), 'Observation')) {
    const lab = labOf(placed.resource, labs);
    if (lab?.role === 'trigger') byLab.set(lab.id, [...(byLab.get(lab.id) ?? []), { ...placed, lab }]);
  }
  return [...byLab.values()].flatMap(
    (results) => results.toSorted((one, other) => rankOf(other).localeCompare(rankOf(one)))[0] ?? [],
  );
}

/** The higher, the likelier it is the one that counts. What the hook itself hands over counts as of today when it has no date. */
function rankOf({ resource, path }: Result): string {
  const { status } = fieldsOf(resource);
  const corrected = status === 'amended' || status === 'corrected';
  const times = [['effectiveDateTime'], ['effectiveInstant'], ['effectivePeriod', 'end'], ['issued']];
  const sampled = times.map((time) => at(resource, time)).find((time) => typeof time === 'string');
  const day = sampled ?? (path[0] === 'context' ? '9' : '');
  return `${corrected || status === 'final' ? 1 : 0} ${day} ${corrected ? 1 : 0}`;
}

/** Below every limit that could apply, so that the answer is open whichever is used. */
function bounded(observation: fhir4.Observation, lab: Lab): fhir4.Observation {
  const { unit, high: ownLimit } = fieldsOf(observation);
  const received = factorOf(lab, at(observation, ['valueQuantity', 'code'])) ?? factorOf(lab, unit);
  if (received === undefined) return observation;
  const limits = [
    Number(ownLimit),
    ...(lab.limits ?? []).map((limit) => (limit.high * (factorOf(lab, limit.unit) ?? 0)) / received),
  ].filter((high) => high > 0);
  if (limits.length === 0) return observation;
  const bound = Number((Math.min(...limits) / 2).toPrecision(2));
  return withField(withField(observation, 'value', `>${bound}`, lab), 'flag', '');
}

/** What a number in this unit is multiplied with to be in the lab's own. */
function factorOf({ units = [] }: Lab, name: unknown): number | undefined {
  return units.find(({ as }) => (as as readonly unknown[]).includes(name))?.factor;
}

function withoutPrefetch(
  trial: Trial,
  _labs: readonly Lab[],
  services: readonly Service[],
): Trial | undefined {
  const service = takesResults(trial.service) ? services.find((one) => !takesResults(one)) : trial.service;
  if (!service) return undefined;
  const { prefetch, fhirServer: _server, fhirAuthorization: access, ...request } = trial.request;
  if (service === trial.service) {
    return prefetch === undefined && access === undefined ? undefined : { ...trial, request };
  }
  const { results: _results, ...context } = isRecord(request.context) ? request.context : {};
  return { ...trial, service, request: { ...request, hook: service.hook, context } };
}
