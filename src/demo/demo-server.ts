type Resource = fhir4.FhirResource;

/** A read-only FHIR R4 server over resources that are made anew each day. */
export interface DemoServer {
  metadata(): fhir4.CapabilityStatement;
  read(type: string, id: string): Resource | undefined;
  /** `undefined` when there is no such type. */
  search(type: string, parameters: URLSearchParams): fhir4.Bundle | undefined;
}

interface Demo {
  /** Its own base URL, for links. */
  readonly base: string;
  readonly now: () => Date;
  readonly resources: (now: Date) => readonly Resource[];
}

/** The date a search parameter of this name means, by type. */
const DATES = {
  Observation: { date: 'effectiveDateTime' },
  MedicationRequest: { authoredon: 'authoredOn' },
  MedicationStatement: { effective: 'effectiveDateTime' },
  MedicationAdministration: { 'effective-time': 'effectiveDateTime' },
  Procedure: { date: 'performedDateTime' },
  ServiceRequest: { authored: 'authoredOn' },
  DiagnosticReport: { date: 'effectiveDateTime' },
  Condition: {},
  Encounter: {},
  Patient: {},
  Practitioner: {},
} satisfies Partial<Record<Resource['resourceType'], Readonly<Record<string, string>>>>;
type Dates = Readonly<Record<string, string>>;
const MOST_ON_A_PAGE = 50;

/** Knows the search parameters that our prefetch templates use, and no others. */
export function demoServer({ base, now, resources }: Demo): DemoServer {
  let day = '';
  let today: readonly Resource[] = [];
  const all = (): readonly Resource[] => {
    const at = now();
    const date = at.toISOString().slice(0, 10);
    if (date !== day) [day, today] = [date, resources(at)];
    return today;
  };

  return {
    metadata: () => capabilities(base, now()),
    read: (type, id) => all().find((one) => one.resourceType === type && one.id === id),
    search(type, parameters) {
      const dates = Object.hasOwn(DATES, type) ? (DATES[type as keyof typeof DATES] as Dates) : undefined;
      if (!dates) return undefined;
      const found = all().filter((one) => one.resourceType === type && fits(one, parameters));
      const [, down, name] = /^(-?)(.+)$/.exec(parameters.get('_sort') ?? '') ?? [];
      const date = name !== undefined && Object.hasOwn(dates, name) ? dates[name] : undefined;
      if (date !== undefined) found.sort((one, other) => (down === '-' ? -1 : 1) * byDate(date, one, other));
      return page(base, type, parameters, found);
    },
  };
}

/** FHIR R4: a repeated parameter is "and", a comma is "or". A parameter we do not know is passed over. */
function fits(resource: Resource, parameters: URLSearchParams): boolean {
  return [...parameters].every(([name, value]) => {
    const any = (test: (one: string) => boolean): boolean => value.split(/(?<!\\),/).some(test);
    switch (name) {
      case '_id':
        return any((id) => resource.id === id);
      case 'patient':
      case 'subject':
        return any((id) => subjectOf(resource) === `Patient/${id.replace(/^Patient\//, '')}`);
      case 'code':
        return any((token) => hasCoding(resource, 'code', token));
      case 'clinical-status':
        return any((token) => hasCoding(resource, 'clinicalStatus', token));
      default:
        return true;
    }
  });
}

function subjectOf(resource: Resource): string | undefined {
  const { subject } = resource as { subject?: fhir4.Reference };
  return subject?.reference;
}

/** `system|code`, `|code` or `code`; with `\` before what would divide a value. */
function hasCoding(resource: Resource, element: string, token: string): boolean {
  const [first = '', second] = token.split(/(?<!\\)\|/).map((part) => part.replace(/\\(.)/g, '$1'));
  const concept = (resource as unknown as Readonly<Record<string, fhir4.CodeableConcept | undefined>>)[
    element
  ];
  return (concept?.coding ?? []).some(({ system, code }) =>
    second === undefined ? code === first : code === second && (first === '' || system === first),
  );
}

function byDate(date: string, one: Resource, other: Resource): number {
  const of = (resource: Resource): string =>
    (resource as unknown as Readonly<Record<string, string | undefined>>)[date] ?? '';
  return of(one).localeCompare(of(other));
}

function page(
  base: string,
  type: string,
  parameters: URLSearchParams,
  found: readonly Resource[],
): fhir4.Bundle {
  const whole = (name: string, otherwise: number): number => {
    const value = Number(parameters.get(name) ?? otherwise);
    return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
  };
  const count = Math.min(whole('_count', MOST_ON_A_PAGE), MOST_ON_A_PAGE);
  const start = whole('_offset', 0);
  const shown = found.slice(start, start + count);
  const link = (relation: string, offset: number): fhir4.BundleLink => {
    const query = new URLSearchParams(parameters);
    if (offset > 0) query.set('_offset', String(offset));
    return { relation, url: `${base}/${type}${query.size > 0 ? `?${query.toString()}` : ''}` };
  };
  const isLast = start + count >= found.length || count === 0;
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [link('self', start), ...(isLast ? [] : [link('next', start + count)])],
    ...(shown.length > 0 && {
      entry: shown.map((resource) => ({
        fullUrl: `${base}/${type}/${resource.id ?? ''}`,
        resource,
        search: { mode: 'match' as const },
      })),
    }),
  };
}

function capabilities(base: string, now: Date): fhir4.CapabilityStatement {
  const parameters = (type: string): fhir4.CapabilityStatementRestResourceSearchParam[] => [
    { name: '_id', type: 'token' },
    ...(type === 'Patient' || type === 'Practitioner'
      ? []
      : [{ name: 'patient', type: 'reference' as const }]),
    ...(type === 'Observation' ? [{ name: 'code', type: 'token' as const }] : []),
    ...(type === 'Condition' ? [{ name: 'clinical-status', type: 'token' as const }] : []),
  ];
  return {
    resourceType: 'CapabilityStatement',
    status: 'draft',
    experimental: true,
    date: now.toISOString().slice(0, 10),
    kind: 'instance',
    software: { name: 'HepaCue' },
    implementation: { description: 'Invented patients to try the service with, read-only.', url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        resource: (Object.keys(DATES) as (keyof typeof DATES)[]).map((type) => ({
          type,
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          searchParam: parameters(type),
        })),
      },
    ],
  };
}
