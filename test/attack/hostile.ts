import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Card } from '../../src/core/model/advice.js';
import { TODAY } from '../support/clock.js';
import { bundleOf, man, resultOf, subject, viewOf } from '../support/ask.js';
import { record } from '../support/record.js';

/** What the attacks share: what must not come out, and a request with something in every place. */

/** Lines of a stack, and paths of the program or of what it is made of. */
export const LEAK = /node_modules|node:internal|(?:\n|\\n)\s+at |\.[cm]?[jt]s:\d+|<anonymous>/;

/** Control, bidirectional, zero-width and unassigned characters; a line feed is none of them in Markdown. */
const INVISIBLE = /(?!\n)[\p{C}\u2028\u2029]/u;

const openapi = parse(
  readFileSync(fileURLToPath(new URL('../../src/http/routes/openapi.yaml', import.meta.url)), 'utf8'),
) as { components: object };
const ajv = new Ajv({
  strict: false,
  formats: {
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    uri: (text: string) => URL.canParse(text),
    date: true,
    'date-time': true,
  },
});
ajv.addSchema({ ...openapi, $id: 'api' });
const isCard = ajv.compile({ $ref: 'api#/components/schemas/Card' });

/** Every text on a card that a person reads. */
export function textsOf({ summary, detail, source, links = [], suggestions = [] }: Card): string[] {
  return [
    summary,
    detail,
    source.label,
    ...links.map(({ label }) => label),
    ...suggestions.flatMap(({ label, actions }) => [label, ...actions.map((action) => action.description)]),
  ];
}

/**
 * What is wrong with a card by our own description, by CDS Hooks 2.0.1 and by the checks of its conformance kits; nothing
 * when it is right.
 */
export function cardProblems(card: Card): string[] {
  if (!isCard(card)) return [JSON.stringify(isCard.errors)];
  const { summary, source, suggestions, selectionBehavior, links = [], overrideReasons } = card;
  const found: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  must(summary.length > 0 && summary.length < 140, 'summary of 1 to 139 characters');
  must(!summary.includes('\n'), 'summary of one line');
  must(source.label !== '', 'source.label');
  must(
    (suggestions === undefined) === (selectionBehavior === undefined),
    'selectionBehavior with suggestions',
  );
  must(
    links.every(({ url, type }) => type === 'absolute' && url.startsWith('https://cds.example.org/')),
    'links of our own',
  );
  must(
    overrideReasons.every(({ system, code, display }) => system && code && display),
    'overrideReasons in full',
  );
  for (const { actions } of suggestions ?? [])
    for (const { type, description, resource } of actions)
      must(type === 'create' && description !== '' && resource.resourceType !== undefined, 'actions in full');
  must(!textsOf(card).some((text) => INVISIBLE.test(text)), 'no invisible characters');
  must(!textsOf(card).some((text) => /(?<!\\)<[a-z!/?]/iu.test(text)), 'no HTML');
  must(!emptyIn(card), 'nothing null or empty');
  return found;
}

function emptyIn(value: unknown): boolean {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  const inner = Object.values(value);
  return inner.length === 0 || inner.some(emptyIn);
}

type Node = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** A body as a server would parse it: keys such as `__proto__` are own ones. */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The paths of all values below a value, itself included. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, key) => (node as Node)[key], value);
}

/** The same with something else in one place. What does not lead there is shared, so never changed. */
export function withAt(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Node) }) as Node;
  copy[key] = withAt(copy[key], rest, put);
  return copy;
}

const LOINC = 'http://loinc.org';

/** Something from a record that holds text in every place where text may stand. */
export const wordy = {
  ...resultOf('alt', 96, { id: 'alt-1' }),
  code: { coding: [{ system: LOINC, code: '1742-6', display: 'ALT' }], text: 'ALT' },
  valueQuantity: { value: 96, unit: 'U/L', system: 'http://unitsofmeasure.org', code: 'U/L' },
  referenceRange: [{ high: { value: 45, unit: 'U/L' }, text: 'up to 45', appliesTo: [{ text: 'male' }] }],
  interpretation: [{ coding: [{ code: 'H' }], text: 'high' }],
  note: [{ text: 'haemolysed' }],
  performer: [{ display: 'Laboratory' }],
};

/** A good request with about 40 texts in it. */
export function wordyRequest(): Node {
  const high = resultOf('ferritin', 620);
  return {
    ...viewOf([]),
    context: { userId: 'Practitioner/1', patientId: man['id'], encounterId: 'e1' },
    fhirServer: 'https://ehr.example.org/fhir',
    fhirAuthorization: { access_token: 'none', token_type: 'Bearer', expires_in: 300, scope: 'patient/*.rs' },
    prefetch: {
      patient: { ...man, name: [{ family: 'Ek', given: ['Ann'], text: 'Ann Ek' }] },
      ferritin: bundleOf([high]),
      b12: bundleOf([{ ...resultOf('b12', 1180), valueQuantity: undefined, valueString: '1180 pg/mL' }]),
      supporting: bundleOf([wordy]),
      conditions: bundleOf([
        {
          resourceType: 'Condition',
          id: 'c',
          subject,
          clinicalStatus: { coding: [{ code: 'active' }] },
          code: { coding: [{ system: 'http://snomed.info/sct', code: '19943007' }], text: 'Cirrhosis' },
        },
      ]),
      orders: bundleOf([
        {
          resourceType: 'ServiceRequest',
          id: 'o',
          status: 'active',
          intent: 'order',
          subject,
          code: { coding: [{ system: LOINC, code: '2324-2' }], text: 'GGT' },
          authoredOn: TODAY,
        },
      ]),
    },
  };
}

/** Names that every object of JavaScript answers to. */
export const OBJECT_NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
  'constructor.prototype',
  '__proto__.polluted',
  'then',
  'toJSON',
  'length',
  'arguments',
  'caller',
];

export function count(id: string, tried: number, what: string): void {
  record(`${id}: ${tried} tried, 0 ${what}`);
}
