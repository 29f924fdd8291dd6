import { type Base, base } from './base.generated.js';

type Element = fhir4.ElementDefinition;

/** What a profile says of one element; the path follows from the id. */
export type Constraint = Partial<Element> & { readonly id: string };

/** The constraints as a differential. */
export function differentialOf(constraints: readonly Constraint[]): Element[] {
  return constraints.map((constraint) => ({ path: pathOf(constraint.id), ...constraint }));
}

/**
 * All elements of a type with the constraints applied: elements below a data type and slices of an extension are
 * unfolded where a constraint names them. Does what our few profiles need, and no more.
 * @throws Error when a constraint names an element that the type does not have.
 */
export function snapshotOf(type: Base, constraints: readonly Constraint[]): Element[] {
  let elements: Element[] = structuredClone([...base[type]]);
  for (const constraint of differentialOf(constraints)) {
    const { id = '' } = constraint;
    if (!elements.some((element) => element.id === id)) elements = unfold(elements, id);
    elements = elements.map((element) => (element.id === id ? merged(element, constraint) : element));
  }
  return elements;
}

function merged(element: Element, constraint: Element): Element {
  const rules = [...(element.constraint ?? []), ...(constraint.constraint ?? [])];
  return { ...element, ...constraint, ...(rules.length > 0 && { constraint: rules }) };
}

/** The elements with the one of this id among them, its siblings too. */
function unfold(elements: readonly Element[], id: string): Element[] {
  const [, parent = '', last = ''] = /^(.+)\.([^.]+)$/u.exec(id) ?? [];
  const [stem = '', sliceName] = last.split(':');
  if (sliceName !== undefined) return addSlice(elements, `${parent}.${stem}`, sliceName);
  const ready = elements.some((element) => element.id === parent) ? elements : unfold(elements, parent);
  const place = ready.findIndex((element) => element.id === parent);
  const type = ready[place]?.type?.[0]?.code ?? '';
  if (!isBase(type)) throw new Error(`${id}: the elements of ${type || 'nothing'} are not at hand`);
  return [...ready.slice(0, place + 1), ...childrenOf(type, parent), ...ready.slice(place + 1)];
}

function childrenOf(type: Base, parent: string): Element[] {
  return structuredClone(base[type].slice(1)).map((element) => ({
    ...element,
    id: `${parent}${(element.id ?? '').slice(type.length)}`,
    path: `${pathOf(parent)}${element.path.slice(type.length)}`,
  }));
}

function addSlice(elements: readonly Element[], stem: string, sliceName: string): Element[] {
  const sliced = elements.find((element) => element.id === stem);
  if (!sliced) throw new Error(`${stem}: there is no such element to slice`);
  const { slicing: _, ...element } = sliced;
  const end = elements.findLastIndex(({ id = '' }) => id === stem || id.startsWith(`${stem}:`));
  return [
    ...elements.slice(0, end + 1),
    { ...structuredClone(element), id: `${stem}:${sliceName}`, sliceName },
    ...elements.slice(end + 1),
  ];
}

function isBase(type: string): type is Base {
  return Object.hasOwn(base, type);
}

function pathOf(id: string): string {
  return id.replaceAll(/:[^.]+/gu, '');
}
