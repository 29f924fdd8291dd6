import type { Knowledge, Service } from '../core/model/knowledge.js';
import { discovery } from '../hooks/discovery.js';
import type { Reach } from '../knowledge/reach.js';
import { canonical, type ArtefactContext } from './artefact-context.js';
import { setId } from './value-sets.js';

const QUERY_PATTERN = 'http://hl7.org/fhir/StructureDefinition/cqf-fhirQueryPattern';
/** How many results of one lab are asked for. */
const RESULTS = 10;
/** Where the record keeps what a group of `value-sets/` is about, and the element with its code. */
const PLACES = {
  Condition: [['Condition', 'code']],
  Procedure: [['Procedure', 'code']],
  Medication: [
    ['MedicationRequest', 'medication'],
    ['MedicationStatement', 'medication'],
    ['MedicationAdministration', 'medication'],
  ],
} as const;

/** The data a rule reads, each with the query that fetches it. */
export function dataRequirements(context: ArtefactContext, reach: Reach): fhir4.DataRequirement[] {
  const { knowledge } = context;
  const ofLabs = labQueries(
    knowledge,
    reach.labs.map(({ id }) => id),
  );
  const ofTypes = typeQueries(knowledge);
  const person: fhir4.DataRequirement[] = reach.person
    ? [{ ...pattern(ofTypes.get('Patient')), type: 'Patient', mustSupport: ['birthDate', 'gender'] }]
    : [];
  return [
    ...person,
    ...reach.labs.map(({ id }) => ({ ...pattern(ofLabs[id]), ...resultsOf(context, id) })),
    ...reach.valueSets.flatMap((set) =>
      PLACES[set.of].map(([type, path]) => ({
        ...pattern(ofTypes.get(type)),
        ...coded(context, type, path, setId(set)),
      })),
    ),
  ];
}

/** Results of one lab. */
export function resultsOf(context: ArtefactContext, lab: string): fhir4.DataRequirement {
  return coded(context, 'Observation', 'code', `lab-${lab}`);
}

/** The lab again. */
export function labOf({ codeFilter: [filter] = [] }: fhir4.DataRequirement): string {
  return /\/ValueSet\/lab-(.+)$/u.exec(filter?.valueSet ?? '')?.[1] ?? '';
}

function coded(
  context: ArtefactContext,
  type: fhir4.DataRequirement['type'],
  path: string,
  set: string,
): fhir4.DataRequirement {
  return { type, codeFilter: [{ path, valueSet: canonical(context, 'ValueSet', set) }] };
}

function pattern(query: string | undefined): Pick<fhir4.DataRequirement, 'extension'> {
  return query === undefined ? {} : { extension: [{ url: QUERY_PATTERN, valueString: query }] };
}

/** The query for each lab, made as discovery makes it for a service that asks for each by itself. */
function labQueries(knowledge: Knowledge, labs: readonly string[]): Readonly<Record<string, string>> {
  const asking: Service = {
    id: 'each-lab',
    hook: '',
    title: '',
    description: '',
    results: false,
    prefetch: Object.fromEntries(labs.map((id) => [id, { labs: [id], count: RESULTS }])),
    formerKeys: {},
    rules: [],
  };
  const { services } = discovery({ ...knowledge, services: new Map([[asking.id, asking]]) }, '');
  return services[0]?.prefetch ?? {};
}

/** The queries that the services write out, by the type they ask for. */
function typeQueries({ services }: Knowledge): ReadonlyMap<string, string> {
  const templates = [...services.values()].flatMap(({ prefetch }) => Object.values(prefetch));
  return new Map(
    templates.flatMap((template) =>
      'query' in template ? [[/^[A-Za-z]+/u.exec(template.query)?.[0] ?? '', template.query] as const] : [],
    ),
  );
}
