import { isObject } from '../../core/record/codes.js';

type Json = Readonly<Record<string, unknown>>;

/** A result inside a resource of unknown quality: an Observation, a component of one, or one that something contains. */
export interface Part {
  readonly node: Json;
  /** Where it stands in its resource: empty, `.component[0]`, `.contained[2].component[1]`. */
  readonly at: string;
  /** The resource it stands in, which may lend it dates, status and subject. */
  readonly container: Json;
}

/** Parts of one resource that are looked at. */
const MOST_PARTS = 500;

/** The results in a resource. What only holds others (a panel) is one too when it says something itself. Never throws. */
export function partsOf(resource: unknown): readonly Part[] {
  if (!isObject(resource)) return [];
  const found: Part[] = [];
  collect(resource, '', resource, found);
  return found;
}

function collect(node: Json, at: string, container: Json, found: Part[]): void {
  const { resourceType } = node;
  if (resourceType === 'Observation') {
    const components = listOf(node['component']);
    const holds = node['hasMember'] !== undefined || components.length > 0;
    if (!holds || valueKey(node) !== undefined) add({ node, at, container }, found);
    for (const [index, part] of components)
      add({ node: part, at: `${at}.component[${index}]`, container: node }, found);
  }
  if (at !== '' || (resourceType !== 'Observation' && resourceType !== 'DiagnosticReport')) return;
  for (const [index, inner] of listOf(node['contained']))
    if (inner['resourceType'] === 'Observation') collect(inner, `.contained[${index}]`, node, found);
}

function add(part: Part, found: Part[]): void {
  if (found.length < MOST_PARTS) found.push(part);
}

/** `Observation.value[x]` of R4, and the one that STU3 had beside. Another name would be somebody's own, and may say anything. */
const VALUES = [
  'valueQuantity',
  'valueCodeableConcept',
  'valueString',
  'valueBoolean',
  'valueInteger',
  'valueRange',
  'valueRatio',
  'valueSampledData',
  'valueTime',
  'valueDateTime',
  'valuePeriod',
  'valueAttachment',
];

/** The name of the element that holds the value, such as `valueQuantity`. */
export function valueKey(node: Json): string | undefined {
  return VALUES.find((key) => node[key] !== undefined);
}

/** What is in an element that is a list, or should be one, with its place there. */
export function listOf(value: unknown, most = MOST_PARTS): readonly [index: number, part: Json][] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.slice(0, most).flatMap((part, index) => (isObject(part) ? [[index, part] as const] : []));
}
