/** Records of patients whose results come in the shapes that feeds have, as lines of an export. */

const LOINC = 'http://loinc.org';

/** A ferritin of 500 ng/mL, but for what is other in it. */
function observation(id: string, more: object = {}): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    id: `f-${id}`,
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: { coding: [{ system: LOINC, code: '2276-4', display: 'Ferritin' }], text: 'Ferritin' },
    subject: { reference: `Patient/${id}` },
    effectiveDateTime: '2026-03-01',
    valueQuantity: { value: 500, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
    ...more,
  };
}

const code = (coding: readonly object[], text?: string): object => ({
  code: { coding, ...(text !== undefined && { text }) },
});

/** Each makes the line of a ferritin of the patient of that id. */
const SHAPES: Readonly<Record<string, (id: string) => string>> = {
  plain: (id) => JSON.stringify(observation(id)),
  'name-alone': (id) => JSON.stringify(observation(id, { code: { text: 'S-Ferritin' } })),
  'name-as-code': (id) => JSON.stringify(observation(id, { code: 'Ferritin' })),
  'name-with-dots': (id) => JSON.stringify(observation(id, { code: { text: 'FERRITIN I.S.' } })),
  oid: (id) =>
    JSON.stringify(observation(id, code([{ system: 'urn:oid:2.16.840.1.113883.6.1', code: '2276-4' }]))),
  read: (id) => JSON.stringify(observation(id, code([{ system: 'http://read.info/readv2', code: '42R4.' }]))),
  'read-by-oid': (id) =>
    JSON.stringify(observation(id, code([{ system: '2.16.840.1.113883.2.1.6.2', code: '42R4.00' }]))),
  snomed: (id) =>
    JSON.stringify(observation(id, code([{ system: 'http://snomed.info/sct', code: '489004' }]))),
  'code-as-number': (id) =>
    JSON.stringify(observation(id, code([{ system: 'http://snomed.info/sct', code: 489004 }]))),
  local: (id) => JSON.stringify(observation(id, code([{ system: 'urn:example:lab', code: 'FERR' }]))),
  'local-without-system': (id) => JSON.stringify(observation(id, code([{ code: 'FERRITIN1' }]))),
  'blank-in-code': (id) => JSON.stringify(observation(id, code([{ system: LOINC, code: ' 2276 -4 ' }]))),
  'dash-in-code': (id) => JSON.stringify(observation(id, code([{ system: LOINC, code: '2276\u20134' }]))),
  'called-by-display': (id) =>
    JSON.stringify(observation(id, code([{ system: 'urn:x', code: '9', display: 'Ferritin' }]))),
  'after-another': (id) =>
    JSON.stringify(
      observation(
        id,
        code([
          { system: 'urn:x', code: '9' },
          { system: LOINC, code: '20567-4' },
        ]),
      ),
    ),
  escaped: (id) => JSON.stringify(observation(id)).replace('2276-4', '\\u0032276-4'),
  'escaped-name': (id) => JSON.stringify(observation(id)).replace('"code":{', '"\\u0063ode":{'),
  'escaped-slashes': (id) => JSON.stringify(observation(id)).replaceAll('/', '\\/'),
  spaced: (id) => JSON.stringify(observation(id), null, 1).replaceAll('\n', ''),
  'keys-sorted': (id) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(observation(id)).sort(([one], [other]) => (one < other ? -1 : 1))),
    ),
  'code-in-a-list': (id) =>
    JSON.stringify(observation(id, { code: [(observation(id) as { code: object }).code] })),
  'one-coding': (id) =>
    JSON.stringify(observation(id, { code: { coding: { system: LOINC, code: '2276-4' } } })),
  narrative: (id) =>
    JSON.stringify(
      observation(id, {
        text: {
          status: 'generated',
          div: '<div xmlns="http://www.w3.org/1999/xhtml">"code": "x" \u00b5</div>',
        },
      }),
    ),
  component: (id) => {
    const { code: own, valueQuantity, ...rest } = observation(id);
    return JSON.stringify({
      ...rest,
      code: { text: 'Iron studies' },
      component: [{ code: own, valueQuantity }],
    });
  },
  contained: (id) => {
    const { subject, ...inner } = observation(id);
    const report = {
      resourceType: 'DiagnosticReport',
      id: `r-${id}`,
      status: 'final',
      code: { text: 'Iron' },
    };
    return JSON.stringify({ ...report, subject, issued: '2026-03-01T10:00:00Z', contained: [inner] });
  },
  'contained-and-sorted': (id) => {
    const contained = [{ resourceType: 'Specimen', id: 's', subject: { reference: 'Patient/nobody' } }];
    return JSON.stringify({ contained, ...observation(id) });
  },
  absolute: (id) =>
    JSON.stringify(observation(id, { subject: { reference: `https://ehr.example.org/fhir/Patient/${id}` } })),
  versioned: (id) => JSON.stringify(observation(id, { subject: { reference: `Patient/${id}/_history/3` } })),
  'display-first': (id) =>
    JSON.stringify(observation(id, { subject: { display: 'Somebody', reference: `Patient/${id}` } })),
  'bare-subject': (id) => JSON.stringify(observation(id, { subject: `Patient/${id}` })),
  'by-identifier': (id) =>
    JSON.stringify(observation(id, { subject: { identifier: { system: 'urn:mrn', value: `mrn-${id}` } } })),
  'by-unknown-identifier': (id) =>
    JSON.stringify(
      observation(id, { subject: { identifier: { system: 'urn:mrn', value: `nobody-${id}` } } }),
    ),
  urn: (id) => JSON.stringify(observation(id, { subject: { reference: `urn:uuid:${id}` } })),
  'without-subject': (id) => JSON.stringify(observation(id, { subject: undefined })),
  'number-in-text': (id) =>
    JSON.stringify(observation(id, { valueQuantity: undefined, valueString: '500 ng/mL' })),
  withdrawn: (id) => JSON.stringify(observation(id, { status: 'entered-in-error' })),
  'malformed-element': (id) =>
    JSON.stringify(observation(id, { effectiveDateTime: 'last week', issued: '2026-03-01T09:00:00Z' })),
  malformed: (id) => JSON.stringify(observation(id, { referenceRange: 'none' })),
  'carriage-return': (id) => `${JSON.stringify(observation(id))}\r`,
};

export const SHAPE_NAMES = Object.keys(SHAPES);

/** Every line of the export: a patient for each shape, with a ferritin in it, another that is normal, and what is beside the point. */
export function wildLines(): string[] {
  return SHAPE_NAMES.flatMap((name, place) => {
    const id = `p${String(place)}-${name}`;
    const subject = { reference: `Patient/${id}` };
    const other = (code: string, day: string, value: number): object => ({
      ...{ resourceType: 'Observation', id: `${code}-${day}-${id}`, status: 'final', subject },
      code: { coding: [{ system: LOINC, code }] },
      effectiveDateTime: day,
      valueQuantity: { value, unit: '1', system: 'http://unitsofmeasure.org', code: '1' },
    });
    return [
      JSON.stringify({
        resourceType: 'Patient',
        id,
        gender: place % 2 === 0 ? 'male' : 'female',
        birthDate: '1960-01-01',
        identifier: [{ system: 'urn:mrn', value: `mrn-${id}` }],
      }),
      SHAPES[name]!(id),
      JSON.stringify(
        observation(id, {
          id: `normal-${id}`,
          effectiveDateTime: '2026-05-01',
          valueQuantity: { value: 90, unit: 'ng/mL' },
        }),
      ),
      JSON.stringify(other('777-3', '2026-02-20', 200)),
      JSON.stringify(other('8867-4', '2026-02-20', 70)),
      JSON.stringify(other('85354-9', '2026-02-21', 1)),
      JSON.stringify({ resourceType: 'Encounter', id: `e-${id}`, status: 'finished', subject }),
      JSON.stringify({
        ...{ resourceType: 'Condition', id: `c-${id}`, subject, recordedDate: '2026-04-01' },
        code: { coding: [{ system: 'http://snomed.info/sct', code: '399187006' }] },
      }),
    ];
  });
}
