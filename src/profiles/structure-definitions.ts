import type { Base } from './base.generated.js';
import { UCUM } from './proof.js';
import { QUIETER } from './quiet.js';
import { canonical, head, type ArtefactContext, word } from './artefact-context.js';
import { type Constraint, differentialOf, snapshotOf } from './snapshot.js';

/** Our profiles and extensions. */
export function structureDefinitions(context: ArtefactContext): fhir4.StructureDefinition[] {
  const triggers = [...context.knowledge.labs.values()].filter(({ role }) => role === 'trigger');
  return [
    ...triggers.map(({ id }) => labResult(context, id)),
    orderProposal(context),
    proofExtension(context),
    quieterExtension(context),
    simpleExtension(
      context,
      'only-info',
      'boolean',
      'Only as information',
      'Whether a summary stands only on a card that is no warning.',
      ['PlanDefinition.action'],
    ),
    simpleExtension(
      context,
      'stage-way',
      'positiveInt',
      'Place on the way',
      'The place of a stage on the way of a patient through the work-up; the order of the actions is that of the card.',
      ['PlanDefinition.action'],
    ),
    simpleExtension(
      context,
      'filter-display',
      'string',
      'Display of the code of a filter',
      'What the code that a filter starts from is called: a filter of FHIR R4 has no place for it.',
      ['ValueSet.compose.include.filter'],
    ),
    simpleExtension(
      context,
      'rule-status',
      'code',
      'Status of the rule',
      'draft, active or retired: whether the service asks the rule. The artefact itself is always a draft.',
      ['PlanDefinition'],
    ),
    simpleExtension(
      context,
      'rule-mode',
      'code',
      'Mode of the rule',
      'silent: the card is worked out and recorded, and not sent; shown, or absent: it is sent.',
      ['PlanDefinition'],
    ),
  ];
}

const KNOWN_STATUS = "status in ('final' | 'amended' | 'corrected')";

function labResult(context: ArtefactContext, lab: string): fhir4.StructureDefinition {
  const name = word(context, 'labs', lab);
  const valueSet = (id: string): string => canonical(context, 'ValueSet', id);
  return profile(context, 'Observation', `lab-result-${lab}`, {
    title: `Result of ${name}`,
    description: `A ${name} result in the form this service asks for. What conforms is read. Much that does not is read as well: known misspellings of units, values as text, components, STU3 shapes.`,
    systems: ['http://loinc.org', UCUM],
    constraints: [
      {
        id: 'Observation',
        constraint: [
          rule('hepacue-status', 'The result is final, amended or corrected', KNOWN_STATUS),
          rule('hepacue-date', 'The result has a date', 'effective.exists() or issued.exists()'),
        ],
      },
      { id: 'Observation.code', binding: { strength: 'required', valueSet: valueSet(`lab-${lab}`) } },
      { id: 'Observation.subject', min: 1, type: [referenceTo('Patient')] },
      {
        id: 'Observation.value[x]',
        min: 1,
        type: [{ code: 'Quantity' }],
        binding: { strength: 'required', valueSet: valueSet(`lab-${lab}-units`) },
      },
      { id: 'Observation.value[x].value', min: 1 },
      { id: 'Observation.value[x].system', min: 1, fixedUri: UCUM },
      { id: 'Observation.value[x].code', min: 1 },
    ],
  });
}

function orderProposal(context: ArtefactContext): fhir4.StructureDefinition {
  return profile(context, 'ServiceRequest', 'order-proposal', {
    title: 'Order proposed by a card',
    description:
      'The draft order that a suggestion of a card carries: proposed, never active, for a person to accept, with the results that are the reason for it.',
    constraints: [
      { id: 'ServiceRequest.status', fixedCode: 'draft' },
      { id: 'ServiceRequest.intent', fixedCode: 'proposal' },
      {
        id: 'ServiceRequest.code',
        min: 1,
        binding: { strength: 'required', valueSet: canonical(context, 'ValueSet', 'orders') },
      },
      { id: 'ServiceRequest.subject', type: [referenceTo('Patient')] },
      { id: 'ServiceRequest.reasonReference', type: [referenceTo('Observation')] },
    ],
  });
}

/** A part of an extension: name, data type, least, most, meaning. */
type PartOfExtension = readonly [name: string, type: string, min: number, max: string, short: string];

const PROOF_PARTS: readonly PartOfExtension[] = [
  ['value', 'Quantity', 0, '1', 'The number that is proved, when it stands in an expression'],
  ['source', 'code', 0, '*', 'Id of a file in the folder sources/ of the knowledge'],
  ['verified', 'boolean', 1, '1', 'True when the source was opened and says this'],
  ['checked', 'date', 0, '1', 'When someone last compared this with its source'],
  ['note', 'string', 0, '1', 'A remark for the reviewer'],
];

const QUIETER_PARTS: readonly PartOfExtension[] = [
  ['makes', 'code', 1, '1', 'silent: no card; brief: three lines; no-orders: the card without orders'],
  ['despite', 'string', 0, '*', 'A reason for a warning that may hold all the same'],
  ['despiteAll', 'boolean', 0, '1', 'Every reason for a warning may hold'],
  ['besideFlags', 'boolean', 0, '1', 'Also while a red flag holds'],
  ['apart', 'code', 0, '*', 'An order that need not be done for the work-up to be complete'],
  ['offers', 'code', 0, '*', 'An order that the card of three lines may carry'],
];

function proofExtension(context: ArtefactContext): fhir4.StructureDefinition {
  return complexExtension(
    context,
    'proof',
    'Proof',
    'Where a code, a number or a citation comes from, and whether that source was read. A code without verified = true has not been checked against its source.',
    ['Element', 'PlanDefinition', 'ActivityDefinition'],
    PROOF_PARTS,
  );
}

function quieterExtension(context: ArtefactContext): fhir4.StructureDefinition {
  return complexExtension(
    context,
    QUIETER,
    'What makes a card quieter',
    'How quiet a card becomes when the conditions of the action are known and hold, and what may hold all the same. With a proof beside it everything the card would offer must have a result that is no older than the number of days proved.',
    ['PlanDefinition.action'],
    QUIETER_PARTS,
  );
}

function complexExtension(
  context: ArtefactContext,
  id: string,
  title: string,
  description: string,
  contexts: readonly string[],
  parts: readonly PartOfExtension[],
): fhir4.StructureDefinition {
  const slices = parts.flatMap(([name, type, min, max, short]): Constraint[] => {
    const slice = `Extension.extension:${name}`;
    return [
      { id: slice, short, min, max },
      { id: `${slice}.extension`, max: '0' },
      { id: `${slice}.url`, fixedUri: name },
      { id: `${slice}.value[x]`, min: 1, type: [{ code: type }] },
    ];
  });
  return extension(context, id, title, description, contexts, [
    { id: 'Extension.extension', min: 1 },
    ...slices,
    { id: 'Extension.url', fixedUri: canonical(context, 'StructureDefinition', id) },
    { id: 'Extension.value[x]', max: '0' },
  ]);
}

function simpleExtension(
  context: ArtefactContext,
  id: string,
  type: string,
  title: string,
  description: string,
  contexts: readonly string[],
): fhir4.StructureDefinition {
  return extension(context, id, title, description, contexts, [
    { id: 'Extension.extension', max: '0' },
    { id: 'Extension.url', fixedUri: canonical(context, 'StructureDefinition', id) },
    { id: 'Extension.value[x]', min: 1, type: [{ code: type }] },
  ]);
}

function extension(
  context: ArtefactContext,
  id: string,
  title: string,
  description: string,
  contexts: readonly string[],
  constraints: readonly Constraint[],
): fhir4.StructureDefinition {
  return profile(context, 'Extension', id, {
    title,
    description,
    contexts,
    constraints: [{ id: 'Extension', short: title, definition: description, max: '*' }, ...constraints],
  });
}

interface Content {
  readonly title: string;
  readonly description: string;
  readonly systems?: readonly string[];
  readonly contexts?: readonly string[];
  readonly constraints: readonly Constraint[];
}

function profile(
  context: ArtefactContext,
  type: Base,
  id: string,
  { contexts, constraints, ...about }: Content,
): fhir4.StructureDefinition {
  return {
    ...head(context, 'StructureDefinition', id, about),
    fhirVersion: '4.0.1',
    kind: type === 'Extension' ? 'complex-type' : 'resource',
    abstract: false,
    ...(contexts && { context: contexts.map((expression) => ({ type: 'element' as const, expression })) }),
    type,
    baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
    derivation: 'constraint',
    snapshot: { element: snapshotOf(type, constraints) },
    differential: { element: differentialOf(constraints) },
  };
}

function rule(key: string, human: string, expression: string): fhir4.ElementDefinitionConstraint {
  return { key, severity: 'error', human, expression };
}

function referenceTo(type: string): fhir4.ElementDefinitionType {
  return { code: 'Reference', targetProfile: [`http://hl7.org/fhir/StructureDefinition/${type}`] };
}
