import { evaluateOn } from '../core/language/expression.js';
import { compile } from '../core/language/fhirpath.js';
import type { Coding, Lab, Order, ValueSet } from '../core/model/knowledge.js';
import { type Proven, proof, UCUM } from './proof.js';
import { canonical, head, type ArtefactContext, word } from './artefact-context.js';

type Code = Coding & Proven & { readonly prefix?: boolean };

/** The name of a group of codes in `value-sets/` as an artefact. */
export function setId({ id, of }: Pick<ValueSet, 'id' | 'of'>): string {
  return `${of.toLowerCase()}-${id}`;
}

/** Which results are read as which test, and in which units the two triggers may come. */
export function labValueSets(context: ArtefactContext): fhir4.ValueSet[] {
  return [...context.knowledge.labs.values()].flatMap((lab) => {
    const name = word(context, 'labs', lab.id);
    const byText = lab.names.length > 0 ? ` Without any coding, these texts count: ${list(lab.names)}.` : '';
    const codes = valueSet(context, `lab-${lab.id}`, {
      title: `Laboratory test: ${name}`,
      description: `Codes by which a result is read as ${name}; what looks alike and is not taken is excluded by name.${byText}`,
      codes: lab.codes,
      excluded: lab.rejects,
    });
    return lab.role === 'trigger' ? [codes, unitValueSet(context, lab)] : [codes];
  });
}

/** The UCUM units of a lab. What else `labs/` lists is how units are misspelt, which is no code. */
function unitValueSet(context: ArtefactContext, { id, units }: Lab): fhir4.ValueSet {
  const codes = units.flatMap(({ as, ...proven }) =>
    as.filter(isUcum).map((code) => ({ system: UCUM, code, ...proven })),
  );
  const name = word(context, 'labs', id);
  return valueSet(context, `lab-${id}-units`, {
    title: `Units of ${name}`,
    description: `UCUM units in which a ${name} result is read. Further spellings that laboratories use are read too, but are no UCUM codes.`,
    codes,
  });
}

/** A unit that is none multiplies with nothing. */
function isUcum(unit: string): boolean {
  return unit !== '' && evaluateOn(compile(`1 '${unit}' * 1 'g'`), {}).length > 0;
}

/** What puts a problem, medicine or procedure of the record under one name. */
export function groupValueSets(context: ArtefactContext): fhir4.ValueSet[] {
  return [...context.knowledge.valueSets.values()].map((set) => {
    const what = word(context, 'valueSets', set.id);
    const byWord =
      set.words.length > 0 ? ` Without a known code, these words count: ${list(set.words)}.` : '';
    const renewed = set.renewed
      ? ` An active request authored up to ${set.renewed.value} days after the sample counts as active at it.`
      : '';
    const within = set.window ? ` Counted for ${set.window.value} days.` : '';
    return valueSet(context, setId(set), {
      title: `${set.of}: ${what}`,
      description: `Codes that put a ${set.of.toLowerCase()} of the record under the name "${set.id}".${byWord}${within}${renewed}`,
      codes: set.codes,
    });
  });
}

/** What each suggested order may be for, and all of them together. */
export function orderValueSets(context: ArtefactContext): fhir4.ValueSet[] {
  const orders = [...context.knowledge.orders.values()];
  const each = orders.map((order) => {
    const what = list(order.tests.map(({ id }) => word(context, 'tests', id)));
    return valueSet(context, `order-${order.id}`, {
      title: `Order: ${what}`,
      description: `Codes of the draft order for ${what}.`,
      codes: codesOf(order),
    });
  });
  const all: fhir4.ValueSet = {
    ...head(context, 'ValueSet', 'orders', {
      title: 'Orders',
      description: 'Everything this service may suggest to order.',
      systems: orders.flatMap((order) => codesOf(order).map(({ system }) => system)),
    }),
    compose: {
      include: each.map(({ id = '' }) => ({ valueSet: [canonical(context, 'ValueSet', id)] })),
    },
  };
  return [...each, all];
}

function codesOf({ tests }: Order): Code[] {
  const codes = tests.flatMap((test) => test.codes);
  return codes.filter(
    ({ system, code }, place) =>
      place === codes.findIndex((other) => other.system === system && other.code === code),
  );
}

interface Content {
  readonly title: string;
  readonly description: string;
  readonly codes: readonly Code[];
  readonly excluded?: readonly Code[];
}

const PREFIXES =
  ' A filter is-a stands for a code and for every code that begins with it, as these code systems build their codes.';

function valueSet(
  context: ArtefactContext,
  id: string,
  { title, description, codes, excluded = [] }: Content,
): fhir4.ValueSet {
  const prefixes = codes.some(({ prefix }) => prefix) ? PREFIXES : '';
  return {
    ...head(context, 'ValueSet', id, {
      title,
      description: `${description}${prefixes} Each code says where it comes from and whether that source was read (extension proof).`,
      systems: [...codes, ...excluded].map(({ system }) => system),
    }),
    compose: {
      include: bySystem(context, codes),
      ...(excluded.length > 0 && { exclude: bySystem(context, excluded) }),
    },
  };
}

/** Codes one by one, and, as several filters of one `include` would all have to hold, an `include` for each beginning. */
function bySystem(context: ArtefactContext, codes: readonly Code[]): fhir4.ValueSetComposeInclude[] {
  const single = codes.filter(({ prefix }) => prefix !== true);
  const systems = [...new Set(single.map(({ system }) => system))];
  return [
    ...systems.map((system) => ({
      system,
      concept: single.filter((code) => code.system === system).map((code) => concept(context, code)),
    })),
    ...codes
      .filter(({ prefix }) => prefix === true)
      .map((code) => ({ system: code.system, filter: [filter(context, code)] })),
  ];
}

function concept(context: ArtefactContext, entry: Code): fhir4.ValueSetComposeIncludeConcept {
  const { code, display } = entry;
  return { code, ...(display !== undefined && { display }), extension: [proof(context, entry)] };
}

function filter(context: ArtefactContext, entry: Code): fhir4.ValueSetComposeIncludeFilter {
  const { code, display } = entry;
  const named = { url: canonical(context, 'StructureDefinition', 'filter-display'), valueString: display };
  return {
    property: 'concept',
    op: 'is-a',
    value: code,
    extension: [proof(context, entry), ...(display === undefined ? [] : [named])],
  };
}

function list(texts: readonly string[]): string {
  return texts.join(', ');
}
