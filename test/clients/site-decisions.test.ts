import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load.js';
import { builtOf } from '../support/built.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';

const built = await builtOf(KNOWLEDGE_FOLDER);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clients-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const why = 'reason: "Our assay", decidedBy: "Dr A. Example", date: "2026-11-20"';

/** What is wrong with a client file that holds this besides what it must. */
function problemsOf(more: string): readonly string[] {
  const head =
    'id: site\ntitle: Site\nlanguage: en\nsuggestions: grouped\nacceptStatuses: []\nlocalCodes: []\n';
  writeFileSync(join(folder, 'site.yaml'), `${head}${more}\n`);
  try {
    loadKnowledge(KNOWLEDGE_FOLDER, folder, built);
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.problems;
  }
}

describe('limits in the file of a client', () => {
  test.each([
    ['for men and women', `ferritin: { men: 400, women: 250, unit: "ng/mL", ${why} }`],
    ['for all', `b12: { all: 900, unit: "pg/mL", ${why} }`],
    ['in another unit of the test', `b12: { all: 650, unit: "pmol/L", ${why} }`],
    ['of a test that is no trigger', `alt: { all: 45, unit: "U/L", ${why} }`],
    ['at the end of what is plausible', `ferritin: { all: 700, unit: "ug/L", ${why} }`],
  ])('are taken %s', (_how, limit) => {
    expect(problemsOf(`limits:\n  ${limit}`)).toEqual([]);
  });

  test.each([
    [
      'of no test',
      `feritin: { all: 400, unit: "ng/mL", ${why} }`,
      "limits.feritin: no lab 'feritin'; did you mean 'ferritin'?",
    ],
    [
      'of a test without a default',
      `crp: { all: 5, unit: "mg/L", ${why} }`,
      'limits.crp: has no default limit that it could stand in for',
    ],
    ['without a unit', `ferritin: { all: 400, ${why} }`, "limits.ferritin: 'unit' is missing"],
    [
      'in no unit of the test',
      `ferritin: { all: 400, unit: "U/L", ${why} }`,
      "limits.ferritin.unit: 'U/L' is no unit of ferritin",
    ],
    [
      'in a unit that was mistaken',
      `ferritin: { all: 400, unit: "mg/L", ${why} }`,
      'limits.ferritin.all: is not plausible: an upper limit of ferritin is from 50 to 700 ng/mL',
    ],
    [
      'out of reach for women',
      `ferritin: { men: 400, women: 20, unit: "ng/mL", ${why} }`,
      'limits.ferritin.women: is not plausible: an upper limit of ferritin is from 50 to 700 ng/mL',
    ],
    ['for men alone', `ferritin: { men: 400, unit: "ng/mL", ${why} }`, "limits.ferritin: 'women' is missing"],
    [
      'for all and for men and women',
      `ferritin: { all: 300, men: 400, women: 250, unit: "ng/mL", ${why} }`,
      'limits.ferritin.men: does not belong here',
    ],
    ['for nobody', `ferritin: { unit: "ng/mL", ${why} }`, "limits.ferritin: 'all' is missing"],
    [
      'that are no number',
      `ferritin: { all: "400", unit: "ng/mL", ${why} }`,
      'limits.ferritin.all: must be number',
    ],
    [
      'without a reason',
      'ferritin: { all: 400, unit: "ng/mL", decidedBy: "Dr A", date: "2026-11-20" }',
      "limits.ferritin: 'reason' is missing",
    ],
    [
      'without a name',
      'ferritin: { all: 400, unit: "ng/mL", reason: "Our assay", date: "2026-11-20" }',
      "limits.ferritin: 'decidedBy' is missing",
    ],
    [
      'on no day',
      `ferritin: { all: 400, unit: "ng/mL", reason: "Our assay", decidedBy: "Dr A", date: "2026-13-01" }`,
      'limits.ferritin.date: must match pattern',
    ],
  ])('are refused %s', (_how, limit, problem) => {
    expect(problemsOf(`limits:\n  ${limit}`).join('\n')).toContain(`clients/site.yaml: ${problem}`);
  });
});

describe('encounters without cards in the file of a client', () => {
  const one = '{ system: "http://snomed.info/sct", code: "305336008", display: Hospice }';

  test('are taken', () => {
    expect(problemsOf(`noCardsFor: { encounters: [${one}], ${why} }`)).toEqual([]);
  });

  test.each([
    [
      'where there is none',
      `encounters: [], ${why}`,
      'noCardsFor.encounters: must NOT have fewer than 1 items',
    ],
    [
      'without a system',
      `encounters: [{ code: PC, display: Palliative }], ${why}`,
      "noCardsFor.encounters[0]: 'system' is missing",
    ],
    [
      'without a name for people',
      `encounters: [{ system: "urn:own", code: PC }], ${why}`,
      "noCardsFor.encounters[0]: 'display' is missing",
    ],
    [
      'without a reason',
      `encounters: [${one}], decidedBy: Dr A, date: "2026-11-20"`,
      "noCardsFor: 'reason' is missing",
    ],
    [
      'without a name',
      `encounters: [${one}], reason: Why, date: "2026-11-20"`,
      "noCardsFor: 'decidedBy' is missing",
    ],
    ['without a day', `encounters: [${one}], reason: Why, decidedBy: Dr A`, "noCardsFor: 'date' is missing"],
  ])('are refused %s', (_how, text, problem) => {
    expect(problemsOf(`noCardsFor: { ${text} }`).join('\n')).toContain(`clients/site.yaml: ${problem}`);
  });
});

describe('the page of one patient in the file of a client', () => {
  const issuers = 'issuers: [https://ehr.example.org/fhir]';
  const scopes = 'scopes: [openid, fhirUser, patient/*.rs]';

  test.each([
    ['as the example says it', `clientId: x, ${issuers}, ${scopes}`],
    [
      'with another place to sign in',
      `clientId: x, ${issuers}, ${scopes}, authorizationOrigins: ["https://a.org:8443"]`,
    ],
    ['on this machine', `clientId: x, issuers: ["http://localhost:8080/v/r4/fhir"], ${scopes}`],
    [
      'type by type, in either version of SMART',
      `clientId: x, ${issuers}, scopes: [openid, fhirUser, patient/Patient.read, "patient/Observation.rs?category=laboratory"]`,
    ],
  ])('is taken %s', (_how, text) => {
    expect(problemsOf(`smart: { ${text} }`)).toEqual([]);
  });

  test.each([
    [
      'http elsewhere',
      `clientId: x, issuers: ["http://ehr.example.org/fhir"], ${scopes}`,
      'smart.issuers[0]: ',
    ],
    ['any host', `clientId: x, issuers: ["https://*.example.org/fhir"], ${scopes}`, 'smart.issuers[0]: '],
    ['more of a policy', `clientId: x, issuers: ["https://e.org;x"], ${scopes}`, 'smart.issuers[0]: '],
    ['a slash at the end', `clientId: x, issuers: ["https://e.org/fhir/"], ${scopes}`, 'smart.issuers[0]: '],
    ['a user', `clientId: x, issuers: ["https://a@e.org/fhir"], ${scopes}`, 'smart.issuers[0]: '],
    [
      'a path where an origin is meant',
      `clientId: x, ${issuers}, ${scopes}, authorizationOrigins: ["https://a.org/auth"]`,
      'smart.authorizationOrigins[0]: ',
    ],
    [
      'a user it does not ask the name of',
      `clientId: x, ${issuers}, scopes: [openid, patient/*.rs]`,
      'smart.scopes: lacks fhirUser',
    ],
    ['writing', `clientId: x, ${issuers}, scopes: [openid, fhirUser, patient/*.cruds]`, 'smart.scopes[2]: '],
    [
      'access that is kept',
      `clientId: x, ${issuers}, scopes: [openid, fhirUser, offline_access]`,
      'smart.scopes[2]: ',
    ],
    ['no issuer', `clientId: x, ${scopes}, issuers: []`, 'smart.issuers: '],
    ['a secret', `clientId: x, ${issuers}, ${scopes}, clientSecret: y`, "smart: unknown key 'clientSecret'"],
  ])('is refused with %s', (_how, text, problem) => {
    expect(problemsOf(`smart: { ${text} }`).join('\n')).toContain(`clients/site.yaml: ${problem}`);
  });

  test('is of one client: an issuer in two files is refused', () => {
    const other = join(folder, 'other.yaml');
    const smart = `smart: { clientId: x, ${issuers}, ${scopes} }`;
    writeFileSync(
      other,
      `id: other\ntitle: Other\nlanguage: en\nsuggestions: grouped\nacceptStatuses: []\nlocalCodes: []\n${smart}\n`,
    );
    try {
      expect(problemsOf(smart)).toEqual([
        'clients/site.yaml: smart.issuers[0]: is an issuer of clients/other.yaml too',
      ]);
    } finally {
      rmSync(other);
    }
  });
});
