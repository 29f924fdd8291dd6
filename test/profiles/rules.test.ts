import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { evaluateOn } from '../../src/core/language/expression.js';
import { compile } from '../../src/core/language/fhirpath.js';
import type { Rule } from '../../src/core/model/knowledge.js';
import type { ReasonFile, StagesFile } from '../../src/knowledge/files.js';
import { reasonsFrom, ruleFrom, stagesFrom } from '../../src/profiles/read.js';
import { artefacts } from '../../src/profiles/write.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

/** As it comes from the disk or the wire. */
const planOf = (id: string, from = knowledge): fhir4.PlanDefinition =>
  JSON.parse(JSON.stringify(artefacts(from).get(`PlanDefinition/${id}.json`)));
const ids = [...knowledge.rules.keys()];

describe.each(ids)('%s', (id) => {
  const plan = planOf(id);
  const [card] = plan.action!;

  test('reads back as the file it was written from', () => {
    const file = parse(readFileSync(join(KNOWLEDGE_FOLDER, 'rules', `${id}.yaml`), 'utf8'));
    const read = ruleFrom(plan);
    // What the card is when nothing raises it is said in the file for the reader only.
    file.indicator = { ...file.indicator, info: 'otherwise' };
    expect({ ...read, indicator: { ...read.indicator, info: 'otherwise' } }).toEqual(file);
    // The order of the conditions is the order of the explanation.
    for (const list of ['when', 'unless'] as const)
      expect(Object.keys(read[list])).toEqual(Object.keys(file[list]));
    expect(Object.keys(read.indicator.warning ?? {})).toEqual(Object.keys(file.indicator.warning ?? {}));
  });

  test('is written in FHIRPath that parses', () => {
    const expressions = [
      ...JSON.stringify(plan).matchAll(/"language":"([^"]*)","expression":("(?:[^"\\]|\\.)*")/g),
    ];
    expect(expressions.length).toBeGreaterThan(0);
    for (const [, language, source] of expressions) {
      expect(language).toBe('text/fhirpath');
      expect(() => compile(JSON.parse(source!))).not.toThrow();
    }
  });

  test('names the hooks, the data it reads and the queries for them', () => {
    expect(card!.trigger).toEqual([
      { type: 'named-event', name: 'patient-view' },
      { type: 'named-event', name: 'org.hepacue.result-review' },
    ]);
    const labs = card!.input!.filter(({ type }) => type === 'Observation');
    for (const lab of knowledge.rules.get(id)!.triggers)
      expect(labs.map(({ codeFilter }) => codeFilter![0]!.valueSet)).toContain(
        `https://hepacue.org/fhir/ValueSet/lab-${lab}`,
      );
    for (const { extension } of card!.input!)
      expect(extension).toEqual([
        {
          url: 'http://hl7.org/fhir/StructureDefinition/cqf-fhirQueryPattern',
          valueString: expect.stringContaining('{{context.patientId}}'),
        },
      ]);
  });

  test('no element id is used twice', () => {
    const used = [...JSON.stringify(plan.action).matchAll(/"id":"([^"]*)"/g)].map(([, found]) => found);
    const own = used.filter((found) => found?.includes('.'));
    expect(new Set(own).size).toBe(own.length);
  });
});

test('a rule names every lab its facts, causes and orders read', () => {
  const input = JSON.stringify(planOf('main-ferritin').action![0]!.input);
  for (const lab of ['ferritin', 'alt', 'ast', 'platelets', 'tsat', 'tibc', 'crp', 'hbsag'])
    expect(input).toContain(`/ValueSet/lab-${lab}"`);
  for (const set of ['condition-haemochromatosis', 'medication-iron-oral', 'procedure-transfusion'])
    expect(input).toContain(`/ValueSet/${set}"`);
  expect(input).toContain('"mustSupport":["birthDate","gender"]');
  expect(input).toContain('code=http://loinc.org|2276-4,');
});

test('facts stand after those they read', () => {
  const { extension } = planOf('main-ferritin');
  const names = extension!.flatMap(({ valueExpression }) => valueExpression?.name ?? []);
  expect(names).toEqual(expect.arrayContaining(['adult', 'fib4', 'fib4Category']));
  for (const { valueExpression } of extension!) {
    if (!valueExpression) continue;
    const reads = compile(valueExpression.expression!).uses.filter((name) => names.includes(name));
    for (const name of reads) expect(names.indexOf(name)).toBeLessThan(names.indexOf(valueExpression.name!));
  }
});

test('a fact as it was at another time says so', () => {
  const variables = planOf('main-ferritin').extension!.flatMap(
    ({ valueExpression }) => valueExpression ?? [],
  );
  const [then, now] = ['fib4AtWorkup', 'fib4'].map((name) => variables.find((one) => one.name === name)!);
  expect(then!.expression).toBe(now!.expression);
  expect(then!.description).toBe('%fib4 as it was when the work-up was complete');
  expect(now!.description).toBeUndefined();
});

test('priority follows the indicator', () => {
  const [card] = planOf('main-ferritin').action!;
  expect(card!.priority).toBe('routine');
  expect(card!.dynamicValue![0]).toEqual({
    id: 'warning.1',
    path: 'priority',
    expression: {
      description: 'ferritin is 1000 ng/mL or more',
      language: 'text/fhirpath',
      expression: "iif(%ferritin.value >= 1000 'ng/mL', 'urgent')",
    },
  });
});

test('an unknown in unless does not silence the card', () => {
  const unless = planOf('main-ferritin').action![0]!.condition!.find(({ id }) => id === 'unless.1');
  const expression = compile(unless!.expression!.expression!);
  const holds = (b12Counts: unknown): readonly unknown[] => evaluateOn(expression, { b12Counts });
  expect([holds(true), holds(false), holds([])]).toEqual([[false], [true], [true]]);
});

/** Of several stages, in an order that is not theirs; some may be asked for by a red flag. */
const ORDERS = ['ggt', 'cbc', 'acute-hepatitis-panel', 'hepatic-panel', 'inr'];

test('every field a rule can have comes back', () => {
  const yes = compile('true');
  const figure = {
    value: 2,
    unit: 'd',
    source: ['a', 'b'],
    verified: false,
    checked: '2026-01-01',
    note: 'why',
  };
  const within = { ...figure, unit: 'd' } as const;
  const twoConditions = [
    { label: 'second letter', expression: compile('%age > 2') },
    { label: 'a first', expression: yes },
  ];
  const bothWritten = { 'second letter': '%age > 2', 'a first': 'true' };
  const full: Rule = {
    id: 'full',
    status: 'retired',
    question: 'All?',
    topic: 'context',
    when: [
      {
        label: 'a "quoted", iif(x, false, true) label',
        expression: compile("iif(%adult, false, true) and 'x' = 'x'"),
      },
    ],
    unless: [{ label: 'u', expression: compile('iif(%adult, false, true)') }],
    flags: [
      { id: 'R1', label: 'flag', when: compile('%age > 2'), shows: ['alt', 'ast'] },
      { id: 'R2', label: 'another', when: yes, shows: [] },
    ],
    lines: [
      { id: 'line', when: yes, about: ['b12', 'ferritin'] },
      { id: 'other-line', when: yes },
      { each: 'unreadable', when: yes },
      { each: 'reasons', when: yes, about: ['b12'] },
    ],
    quiet: [
      { id: 'worked-up', makes: 'silent', done: { apart: ['crp', 'ggt'], within }, when: twoConditions },
      { id: 'nothing-apart', makes: 'silent', done: { apart: [], within }, when: twoConditions },
      { id: 'loud', makes: 'silent', despite: 'all', besideFlags: true, when: twoConditions },
      { id: 'named', makes: 'no-orders', despite: ['w', 'all'], besideFlags: false, when: twoConditions },
      { id: 'brief', makes: 'brief', offers: ['cbc', 'ggt'], when: twoConditions },
    ],
    summaries: [
      { id: 'imaging', when: yes },
      { id: 'repeat-when-well', when: yes, onlyInfo: true },
      { id: 'iron-loading', when: yes, onlyInfo: false },
    ],
    missNot: { causes: ['ckd', 'masld'], when: yes },
    settled: { when: compile('%age > 2'), within },
    show: [{ id: 'fib4', when: yes }],
    notes: [{ id: 'menopause', when: yes }],
    warning: [{ label: 'w', expression: compile("iif(%adult, 'urgent') = 'urgent'") }],
    flagged: { full: 'critical', 'us-nondevice': 'warning' },
    say: [{ id: 'ckd', when: yes }],
    triggers: ['b12', 'ferritin'],
    consider: ['masld', 'ckd'],
    suggest: ORDERS,
    suggestIf: yes,
    numbers: [figure],
    because: ['bsh-2018', 'bsg-2018'],
  };
  expect(ruleFrom(planOf('full', { ...knowledge, rules: new Map([['full', full]]) }))).toEqual({
    id: 'full',
    status: 'retired',
    question: 'All?',
    topic: 'context',
    when: { 'a "quoted", iif(x, false, true) label': "iif(%adult, false, true) and 'x' = 'x'" },
    unless: { u: 'iif(%adult, false, true)' },
    flags: [
      { id: 'R1', label: 'flag', when: '%age > 2', shows: ['alt', 'ast'] },
      { id: 'R2', label: 'another', when: 'true', shows: [] },
    ],
    lines: [
      { id: 'line', when: 'true', about: ['b12', 'ferritin'] },
      { id: 'other-line', when: 'true' },
      { each: 'unreadable', when: 'true' },
      { each: 'reasons', when: 'true', about: ['b12'] },
    ],
    quiet: [
      { id: 'worked-up', makes: 'silent', done: { apart: ['crp', 'ggt'], within }, when: bothWritten },
      { id: 'nothing-apart', makes: 'silent', done: { apart: [], within }, when: bothWritten },
      { id: 'loud', makes: 'silent', despite: 'all', besideFlags: true, when: bothWritten },
      { id: 'named', makes: 'no-orders', despite: ['w', 'all'], besideFlags: false, when: bothWritten },
      { id: 'brief', makes: 'brief', offers: ['cbc', 'ggt'], when: bothWritten },
    ],
    summaries: [
      { id: 'imaging', when: 'true' },
      { id: 'repeat-when-well', when: 'true', onlyInfo: true },
      { id: 'iron-loading', when: 'true', onlyInfo: false },
    ],
    missNot: { causes: ['ckd', 'masld'], when: 'true' },
    settled: { when: '%age > 2', within },
    show: [{ id: 'fib4', when: 'true' }],
    notes: [{ id: 'menopause', when: 'true' }],
    indicator: {
      warning: { w: "iif(%adult, 'urgent') = 'urgent'" },
      flagged: { full: 'critical', 'us-nondevice': 'warning' },
    },
    say: [{ id: 'ckd', when: 'true' }],
    triggers: ['b12', 'ferritin'],
    consider: ['masld', 'ckd'],
    suggest: ORDERS,
    suggestIf: 'true',
    numbers: [figure],
    because: ['bsh-2018', 'bsg-2018'],
  });
});

/** As their files have them, in the order in which they are loaded. */
const written = (place: string): unknown => parse(readFileSync(join(KNOWLEDGE_FOLDER, place), 'utf8'));

test('reasons on record come back with their exceptions, in the plan of every rule that counts the result', () => {
  const files = [...knowledge.reasons.keys()].map((id) => written(`reasons/${id}.yaml`) as ReasonFile);
  expect(files.length).toBeGreaterThan(0);
  for (const id of ids.filter((one) => one.startsWith('main'))) {
    const read = reasonsFrom(planOf(id));
    expect(read).toEqual(files);
    for (const [place, { exceptions }] of read.entries())
      expect(Object.keys(exceptions)).toEqual(Object.keys(files[place]!.exceptions));
  }
});

test('stages come back in their order, each with its conditions, and a plan has those of its orders only', () => {
  const { stages } = written('stages.yaml') as StagesFile;
  expect(stagesFrom(planOf('main-ferritin'))).toEqual(stages);
  const some = stagesFrom(planOf('context')).map(({ id }) => id);
  const used = knowledge.rules.get('context')!.suggest.map((id) => knowledge.orders.get(id)!.stage);
  expect(some).toEqual([...new Set(used)]);
});

test('a stage is a group of actions, and what a red flag may ask for stands among the urgent ones too', () => {
  const suggest = planOf('main-ferritin').action![0]!.action!.find(({ id }) => id === 'suggest')!;
  for (const { id, groupingBehavior, priority, action } of suggest.action!) {
    const stage = knowledge.stages.stages.find((one) => `stage.${one.id}` === id)!;
    expect([groupingBehavior, priority === 'urgent']).toEqual(['logical-group', stage.urgent === true]);
    const own = action!.flatMap((one) => /^suggest\.(.+)$/u.exec(one.id!)?.[1] ?? []);
    const orders = knowledge.rules.get('main-ferritin')!.suggest;
    expect(own).toEqual(orders.filter((order) => knowledge.orders.get(order)!.stage === stage.id));
    const flagged = action!.flatMap((one) => /^flagged\.(.+)$/u.exec(one.id!)?.[1] ?? []);
    const elsewhere = (order: string): boolean =>
      knowledge.orders.get(order)!.urgent !== undefined && knowledge.orders.get(order)!.stage !== stage.id;
    expect(flagged).toEqual(stage.urgent ? orders.filter(elsewhere) : []);
  }
});

test('a PlanDefinition of another hand is refused, not misread', () => {
  const plan = planOf('main-ferritin');
  plan.action![0]!.condition![0]!.expression!.language = 'text/cql';
  expect(() => ruleFrom(plan)).toThrow('not an expression this service writes');
  expect(() => ruleFrom({ resourceType: 'PlanDefinition', id: 'x', status: 'draft' })).toThrow(
    'has no action',
  );
});
