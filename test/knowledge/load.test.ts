import { afterAll, describe, expect, test } from '@jest/globals';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load.js';
import { nearest } from '../../src/knowledge/nearest.js';
import { REVIEW, VIEW } from '../support/ask.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { copyWithTestLanguage } from '../support/test-language.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const readBefore = new Map<string, unknown>();

/** The problems of the shipped knowledge after a change to a copy of it. */
function problemsAfter(change: (folder: string) => void): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-'));
  folders.push(folder);
  cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
  change(folder);
  try {
    loadKnowledge(folder, undefined, undefined, readBefore);
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    for (const problem of error.problems) expect(error.message).toContain(problem);
    return error.problems;
  }
}

/** Replaces text in one file, or in every file of a name that fits; the text must be there. */
function replace(file: string | RegExp, from: string | RegExp, to: string): (folder: string) => void {
  return (folder) => {
    const names =
      typeof file === 'string'
        ? [file]
        : readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => file.test(name));
    const changed = names.filter((name) => {
      const before = readFileSync(join(folder, name), 'utf8');
      const after = before.replace(from, to);
      writeFileSync(join(folder, name), after);
      return after !== before;
    });
    expect(changed).not.toEqual([]);
  };
}

function append(file: string, text: string): (folder: string) => void {
  return (folder) => {
    writeFileSync(join(folder, file), `${readFileSync(join(folder, file), 'utf8')}${text}`);
  };
}

describe('the shipped knowledge', () => {
  test('loads', () => {
    expect([...knowledge.rules.keys()]).toEqual(expect.arrayContaining(['main-combined', 'context']));
    expect(knowledge.release.version).toMatch(/^\d+\.\d+\.\d+$/u);
  });

  test('keeps the order of conditions and fills what a file leaves out', () => {
    const hfe = knowledge.orders.get('hfe-genotype');
    expect(hfe?.when.map(({ label }) => label)).toEqual([
      'ferritin is raised',
      'transferrin saturation is high',
    ]);
    expect(knowledge.rules.get('context')?.warning).toEqual([]);
    expect(knowledge.rules.get('main-b12')?.lines).toEqual([]);
    expect(knowledge.causes.get('masld')?.start.map(({ weight }) => weight)).toEqual([3, 0.5, 1]);
  });

  test('cannot be changed afterwards', () => {
    const limits = knowledge.labs.get('ferritin')?.limits as unknown as { high: number }[];
    expect(() => (limits[0]!.high = 1)).toThrow(TypeError);
    expect(() => (knowledge.labs as Map<string, unknown>).delete('ferritin')).toThrow(TypeError);
    expect(knowledge.labs.has('ferritin')).toBe(true);
  });
});

describe('a mistake stops the start and names its file', () => {
  const mistakes: Readonly<
    Record<string, readonly [change: (folder: string) => void, ...problems: string[]]>
  > = {
    'an unknown key': [
      replace('orders/ggt.yaml', 'stage:', 'stag:'),
      "orders/ggt.yaml: 'stage' is missing",
      "orders/ggt.yaml: unknown key 'stag'; did you mean 'stage'?",
    ],
    'an unknown key further in': [
      replace('orders/crp.yaml', 'value: 30', 'valeu: 30'),
      "orders/crp.yaml: window.days: 'value' is missing",
      "orders/crp.yaml: window.days: unknown key 'valeu'; did you mean 'value'?",
    ],
    'a supporting lab without a group': [
      replace('labs/alt.yaml', 'group: liver\n', ''),
      "labs/alt.yaml: 'group' is missing",
    ],
    'a group that nobody asks for': [
      replace('labs/alt.yaml', 'group: liver', 'group: livers'),
      ...[REVIEW, VIEW].map(
        (id) => `services/${id}.yaml: prefetch: no key asks for the group 'livers', of labs/alt.yaml`,
      ),
    ],
    'a key for a group that is none': [
      replace(`services/${VIEW}.yaml`, 'group: kidney', 'group: kidneys'),
      `services/${VIEW}.yaml: prefetch.kidney.group: no lab is of the group 'kidneys'; did you mean 'kidney'?`,
      ...['creatinine', 'egfr'].map(
        (lab) => `services/${VIEW}.yaml: prefetch: no key asks for the group 'kidney', of labs/${lab}.yaml`,
      ),
    ],
    'a former key that is asked for': [
      replace(`services/${VIEW}.yaml`, 'formerKeys: [supporting]', 'formerKeys: [liver]'),
      `services/${VIEW}.yaml: formerKeys[0]: 'liver' is a key of prefetch`,
    ],
    'a window of two kinds': [
      replace('orders/ggt.yaml', 'window: { days:', 'window: { since: ggt, days:'),
      'orders/ggt.yaml: window: must NOT have more than 1 properties',
    ],
    'a sign-off of an earlier version': [
      replace(
        'release.yaml',
        'reviewed: []',
        'reviewed: [{ who: Dr A, role: hepatology, date: "2020-01-01", what: all }]',
      ),
      'release.yaml: reviewed[0].date: is before 2',
    ],
    'a sign-off by nobody in particular': [
      replace(
        'release.yaml',
        'reviewed: []',
        'reviewed: [{ role: hepatology, date: "2030-01-01", what: all }]',
      ),
      "release.yaml: reviewed[0]: 'who' is missing",
    ],
    'a key written twice': [
      append('orders/ggt.yaml', 'stage: first\n'),
      'orders/ggt.yaml: line 23: Map keys must be unique',
    ],
    'an alias for nothing': [
      append('orders/ggt.yaml', 'note: *nothing\n'),
      'orders/ggt.yaml: Unresolved alias (the anchor must be set before the alias): nothing',
    ],
    'a folder in the place of a file': [
      (folder) => {
        rmSync(join(folder, 'orders/ggt.yaml'));
        mkdirSync(join(folder, 'orders/ggt.yaml'));
      },
      'orders/ggt.yaml: cannot be read (EISDIR): put a readable file there, or take it away',
    ],
    'a file whose name is not its id': [
      (folder) => {
        renameSync(join(folder, 'orders/igg.yaml'), join(folder, 'orders/ig-g.yaml'));
      },
      "orders/ig-g.yaml: id: is 'igg' but the file is named 'ig-g'",
    ],
    'a file that would not be read': [
      (folder) => {
        renameSync(join(folder, 'orders/igg.yaml'), join(folder, 'orders/igg.yml'));
      },
      'orders/igg.yml: is not read: files here end in .yaml',
    ],
    'a folder that would not be read': [
      (folder) => {
        renameSync(join(folder, 'orders'), join(folder, 'order'));
      },
      "order: is not read; did you mean 'orders'?",
      'orders: is missing',
    ],
    'an unknown lab': [
      replace('labs/ferritin.yaml', 'with: b12', 'with: b21'),
      "labs/ferritin.yaml: pair.with: no lab 'b21'; did you mean 'b12'?",
    ],
    'an unknown cause': [
      replace('rules/main-b12.yaml', ', masld,', ', mashld,'),
      "rules/main-b12.yaml: consider: no cause 'mashld'; did you mean 'masld'?",
    ],
    'an unknown order': [
      replace('rules/main-b12.yaml', 'a1at, ceruloplasmin, ', 'a1at, ceruloplasmine, '),
      "rules/main-b12.yaml: suggest: no order 'ceruloplasmine'; did you mean 'ceruloplasmin'?",
      "rules/main-b12.yaml: quiet.worked-up-high-b12: suggests no 'ceruloplasmin'",
      "rules/main-b12.yaml: quiet.worked-up: suggests no 'ceruloplasmin'",
    ],
    'an unknown stage': [
      replace('orders/ggt.yaml', 'stage: because', 'stage: becose'),
      "orders/ggt.yaml: stage: no stage 'becose'; did you mean 'because'?",
    ],
    'a stage that no order names': [
      replace('stages.yaml', '  - id: first', '  - { id: never, when: {}, unless: {} }\n  - id: first'),
      'stages.yaml: never: no order names it under stage',
      "words/en.yaml: stages: has no 'never', for stages.yaml",
      "words/en.yaml: suggestion: has no 'never', for stages.yaml",
      "words/en.yaml: next: has no 'never', for stages.yaml",
    ],
    'a condition of a stage that reads what is not there': [
      replace('stages.yaml', '%workupGoesOn', '%workupGoesOff'),
      "stages.yaml: because.when.it persists, or the liver is involved: there is no %workupGoesOff; did you mean '%workupGoesOn'?",
    ],
    'a panel that is not in the order': [
      replace('orders/hepatic-panel.yaml', 'partOf: hepatic-panel', 'partOf: hepatic-pannel'),
      "orders/hepatic-panel.yaml: tests[1].partOf: no test 'hepatic-pannel' in this order; did you mean 'hepatic-panel'?",
    ],
    'a sample that a fact cannot be read at': [
      replace('facts/fib4.yaml', 'liver-stiffness, elf]', 'liver-stifness, elf]'),
      "facts/fib4.yaml: at: no lab 'liver-stifness'; did you mean 'liver-stiffness'?",
      "there is no %fib4AtLiverStiffness; did you mean '%fib4AtLiverStifness'?",
    ],
    'a reason about no lab': [
      replace('reasons/known-haemochromatosis.yaml', 'about: [ferritin]', 'about: [feritin]'),
      "reasons/known-haemochromatosis.yaml: about: no lab 'feritin'; did you mean 'ferritin'?",
    ],
    'an exception whose number has no entry': [
      replace(
        'reasons/recent-iv-iron.yaml',
        "%ferritin.value >= 1500 'ng/mL'",
        "%ferritin.value >= 1400 'ng/mL'",
      ),
      "reasons/recent-iv-iron.yaml: exceptions.ferritin is 1500 ng/mL or more: 1400 'ng/mL' has no entry in numbers",
      "reasons/recent-iv-iron.yaml: numbers[3]: 1500 'ng/mL' is in no expression of this file",
    ],
    'a reason without its sentences': [
      replace('words/en.yaml', /^ {2}recent-iv-iron: .*\n/gmu, ''),
      "words/en.yaml: context: has no 'recent-iv-iron', for reasons/recent-iv-iron.yaml",
      "words/en.yaml: onRecord: has no 'recent-iv-iron', for reasons/recent-iv-iron.yaml",
    ],
    'a quieter card despite a warning that is none': [
      replace('rules/main-ferritin.yaml', 'despite: all', 'despite: [ALT is high]'),
      "rules/main-ferritin.yaml: quiet.above-laboratory-limit-only.despite: no warning 'ALT is high'",
    ],
    'a card of three lines that offers what its rule does not suggest': [
      replace('rules/main-b12.yaml', /offers: \[.*\]/u, 'offers: [crp]'),
      "rules/main-b12.yaml: quiet.isolated-b12: suggests no 'crp'",
    ],
    'a work-up apart from what its rule does not suggest': [
      replace('rules/main-ferritin.yaml', 'apart: [repeat-ferritin, crp', 'apart: [repeat-b12, crp'),
      "rules/main-ferritin.yaml: quiet.worked-up: suggests no 'repeat-b12'",
    ],
    'a quieter card without a reason in words': [
      replace('words/en.yaml', /^ {2}dialysis-older: .*\n/mu, ''),
      "words/en.yaml: quietened: has no 'dialysis-older', for rules/",
    ],
    'a red flag that shows a lab that is none': [
      replace('rules/urgent.yaml', 'shows: [alt, ast]', 'shows: [alt, asst]'),
      "rules/urgent.yaml: flags.R2.shows: no lab 'asst'; did you mean 'ast'?",
    ],
    'a cause not to miss that is none': [
      replace('rules/main-ferritin.yaml', 'causes: [liver-cancer', 'causes: [lever-cancer'),
      "rules/main-ferritin.yaml: missNot.causes: no cause 'lever-cancer-or-metastases'; did you mean 'liver-cancer-or-metastases'?",
    ],
    'a cause that is moved by a weight and by a score': [
      replace('causes/obstetric.yaml', 'score: 20', 'score: 20\n    weight: 2'),
      'causes/obstetric.yaml: moves[0]: ',
    ],
    'stages that are not there': [
      (folder) => {
        rmSync(join(folder, 'stages.yaml'));
      },
      'stages.yaml: is missing',
    ],
    'what is known of the work-up, read by an order': [
      replace('orders/crp.yaml', '%ferritinCounts', "'ferritin' in %risenSinceWorkup"),
      'orders/crp.yaml: when.ferritin is raised: %risenSinceWorkup can be read in facts, rules only',
    ],
    'an unknown rule': [
      replace('services/raised-ferritin-b12-patient-view.yaml', 'context]', 'contxt]'),
      "services/raised-ferritin-b12-patient-view.yaml: rules: no rule 'contxt'; did you mean 'context'?",
    ],
    'an unknown source': [
      replace('causes/ckd.yaml', /^because: \[carmel-2001/mu, 'because: [carmel-2010'),
      "causes/ckd.yaml: because: no source 'carmel-2010'; did you mean 'carmel-2001'?",
    ],
    'an unknown source of a number': [
      replace('causes/ckd.yaml', 'source: [carmel-2001,', 'source: [carmel-2010,'),
      "causes/ckd.yaml: numbers[0].source: no source 'carmel-2010'; did you mean 'carmel-2001'?",
    ],
    'a language without words': [
      replace('clients/example-ehr.yaml', 'language: en', 'language: xx'),
      "clients/example-ehr.yaml: language: no words 'xx'; did you mean 'de'?",
    ],
    'a local code of an unknown lab': [
      replace('clients/example-ehr.yaml', 'lab: ferritin', 'lab: feritin'),
      "clients/example-ehr.yaml: localCodes[0].lab: no lab 'feritin'; did you mean 'ferritin'?",
    ],
    'a limit in a unit the lab does not read': [
      replace('labs/b12.yaml', 'high: 950, unit: "pg/mL"', 'high: 950, unit: "pg/L"'),
      "labs/b12.yaml: limits[0].unit: 'pg/L' is not among units; did you mean 'pg/mL'?",
    ],
    'a code of two labs': [
      replace('labs/ggt.yaml', '2324-2', '2276-4'),
      'labs/ggt.yaml: codes: http://loinc.org|2276-4 is a code of labs/ferritin.yaml already',
    ],
    'a name of two labs, once it is compared': [
      replace('labs/ggt.yaml', 'names: []', 'names: ["s-ferritin."]'),
      "labs/ggt.yaml: names: 's-ferritin.' is a name of labs/ferritin.yaml already",
    ],
    'a word that says two things': [
      replace('labs/hbsag.yaml', '"undetected", ', '"detected.", '),
      "labs/hbsag.yaml: negative: 'detected' stands under positive already",
    ],
    'a local code of two labs': [
      replace('clients/example-ehr.yaml', 'code: VB12,', 'code: FERR,'),
      "clients/example-ehr.yaml: localCodes[1]: 'FERR' stands for ferritin already",
    ],
    'a misspelt name': [
      replace('orders/crp.yaml', '%ferritinCounts', '%ferritinCount'),
      "orders/crp.yaml: when.ferritin is raised: there is no %ferritinCount; did you mean '%ferritinCounts'?",
    ],
    'a name that only rules may read': [
      replace('orders/crp.yaml', '%ferritinCounts', '%unreadable.exists()'),
      'orders/crp.yaml: when.ferritin is raised: %unreadable can be read in rules only',
    ],
    'red flags read by the rule that makes them': [
      replace('rules/urgent.yaml', /^unless: \{\}$/mu, 'unless: { no red flag: "%redFlags.empty()" }'),
      'rules/urgent.yaml: unless.no red flag: reads %redFlags, which this rule itself makes: ask what makes the flag instead',
    ],
    'red flags read by one of them': [
      replace(
        'rules/urgent.yaml',
        /^( {2}- id: R1\n {4}label: .*\n {4}when: )"(.*)"$/mu,
        `$1"($2) and 'R2' in %redFlags"`,
      ),
      'rules/urgent.yaml: flags[0].when: reads %redFlags, which this rule itself makes',
    ],
    'a red flag that no rule makes': [
      replace('orders/hepatic-panel.yaml', "'R4' in", "'R9' in"),
      "orders/hepatic-panel.yaml: urgent.when: %redFlags never holds 'R9'; did you mean 'R1'?",
    ],
    'a red flag made twice': [
      replace('rules/urgent.yaml', '  - id: R5', '  - id: R4'),
      "rules/urgent.yaml: flags[4].id: 'R4' is a flag of rules/urgent.yaml already",
      "words/en.yaml: flags.R5: there is nothing of that name; did you mean 'R1'?",
      "causes/marrow-failure-or-hlh.yaml: moves[1].arms[0].when: %redFlags never holds 'R5'",
      "a red flag of ferritin: %redFlags never holds 'R5'",
    ],
    'red flags read by a fact': [
      replace('facts/fib4-raised.yaml', /^value: "(.*)"$/mu, 'value: "$1 or %redFlags.exists()"'),
      'facts/fib4-raised.yaml: value: %redFlags can be read in rules, stages, orders, causes only',
    ],
    'a word that no list can hold': [
      replace('orders/hfe-genotype.yaml', "'haemochromatosis' in", "'hemochromatosis' in"),
      "orders/hfe-genotype.yaml: unless.haemochromatosis is on the problem list: %problems never holds 'hemochromatosis'; did you mean 'haemochromatosis'?",
    ],
    'a category that does not exist': [
      replace('facts/fib4-raised.yaml', "'indeterminate'", "'indetermined'"),
      "facts/fib4-raised.yaml: value: %fib4Category never holds 'indetermined'; did you mean 'indeterminate'?",
    ],
    'an expression that is no FHIRPath': [
      replace('orders/crp.yaml', '%ferritinCounts', '%ferritinCounts and'),
      'orders/crp.yaml: when.ferritin is raised: is not FHIRPath',
    ],
    'a forbidden function': [
      replace('orders/crp.yaml', '%ferritinCounts', '%ferritinCounts and now().exists()'),
      'orders/crp.yaml: when.ferritin is raised: calls now(), which rules may not use',
    ],
    'an unknown function': [
      replace('orders/crp.yaml', '%ferritinCounts', '%ferritinCounts.exits()'),
      'orders/crp.yaml: when.ferritin is raised: fails on sample data',
    ],
    'a number without entry': [
      replace('orders/ceruloplasmin.yaml', '%age < 40', '%age < 50'),
      'orders/ceruloplasmin.yaml: when.younger than 40 years: 50 has no entry in numbers',
      "orders/ceruloplasmin.yaml: numbers[0]: 40 'a' is in no expression of this file",
    ],
    'a number whose entry has another unit': [
      replace(
        'causes/inflammation-infection.yaml',
        '{ value: 10, unit: "mg/L"',
        '{ value: 10, unit: "mg/dL"',
      ),
      "causes/inflammation-infection.yaml: moves[0].arms[0].when: 10 'mg/L' has no entry in numbers",
      "causes/inflammation-infection.yaml: numbers[0]: 10 'mg/dL' is in no expression of this file",
    ],
    'a unit of another dimension': [
      replace('causes/inflammation-infection.yaml', /mg\/L(?=['"])/gu, 'mmol/L'),
      "causes/inflammation-infection.yaml: moves[0].arms[0].when: %crp.value > 10 'mmol/L' is empty on sample data",
    ],
    'a unit of another dimension beside a condition that holds': [
      replace('orders/liver-ultrasound.yaml', /ng\/mL(?=['"])/gu, 'pmol/L'),
      "liver-ultrasound.yaml: when.a liver test is abnormal, ferritin is 1000 ng/mL or more, FIB-4 is indeterminate or high, or AFP is raised: %ferritin.value >= 1000 'pmol/L' is empty on sample data",
    ],
    'a misspelt path': [
      replace('facts/ferritin-raised.yaml', 'interpretation.coding', 'interpretation.codings'),
      'facts/ferritin-raised.yaml: value: %ferritin.interpretation.codings.code is empty on sample data',
    ],
    'facts in a circle': [
      (folder) => {
        const fact = 'numbers: []\n';
        writeFileSync(join(folder, 'facts/one.yaml'), `id: one\nvalue: "%two"\n${fact}`);
        writeFileSync(join(folder, 'facts/two.yaml'), `id: two\nvalue: "%one.not()"\n${fact}`);
      },
      'facts/one.yaml: value: depends on itself: %one → %two → %one',
      "words/en.yaml: factNotes: has no 'one', for facts/one.yaml",
      "words/en.yaml: factNotes: has no 'two', for facts/two.yaml",
    ],
    'two files behind one name': [
      (folder) => {
        writeFileSync(join(folder, 'facts/alt.yaml'), 'id: alt\nvalue: "%ast"\nnumbers: []\n');
      },
      'facts/alt.yaml: id: brings %alt, which labs/alt.yaml brings already',
      "words/en.yaml: factNotes: has no 'alt', for facts/alt.yaml",
    ],
    'words that are no sentences': [
      append('words/en.yaml', 'more:\n  one: 1\n'),
      'words/en.yaml: more.one: must be string',
    ],
    'schemas of an earlier version': [
      (folder) => {
        mkdirSync(join(folder, 'schema'));
      },
      'schema: is not read any more: the schemas belong to the program. Delete this folder',
    ],
    'a cause that no rule names': [
      replace(/^rules\/main-.*(?<!cases)\.yaml$/u, /^(consider: .*), haemolysis/mu, '$1'),
      'causes/haemolysis.yaml: id: no rule names it under consider',
    ],
    'an order that no rule names': [
      replace(/^rules\/.*(?<!cases)\.yaml$/u, /^(suggest: .*), hev-igm/mu, '$1'),
      'orders/hev-igm.yaml: id: no rule names it under suggest',
    ],
    'a rule that no service names': [
      replace(/^services\/.*\.yaml$/u, 'urgent, ', ''),
      'rules/urgent.yaml: id: no service names it under rules',
    ],
    'a lab without a name': [
      replace('words/en.yaml', '  ferritin: "ferritin"\n', ''),
      "words/en.yaml: labs: has no 'ferritin', for labs/ferritin.yaml",
    ],
    'a sentence of the program that is not there': [
      replace('words/en.yaml', '  whether: ', '  wether: '),
      "words/en.yaml: sections: has no 'whether'",
      "words/en.yaml: sections.wether: there is nothing of that name; did you mean 'whether'?",
    ],
    'a flag without a sentence, and a sentence without a flag': [
      replace('words/en.yaml', '  R4: "{values}', '  R9: "{values}'),
      "words/en.yaml: flags: has no 'R4', for rules/urgent.yaml",
      "words/en.yaml: flags.R9: there is nothing of that name; did you mean 'R1'?",
    ],
    'a sentence without its line of the context card': [
      replace('words/en.yaml', '\ncontext:\n', '\ncontext:\n  known-gout: "Gout is on the problem list."\n'),
      'words/en.yaml: context.known-gout: there is nothing of that name',
    ],
    'a prefetch key without a name': [
      replace('words/en.yaml', '  procedures: "procedures"\n', ''),
      "words/en.yaml: prefetch: has no 'procedures', for services/raised-ferritin-b12-",
    ],
    'a group of sentences that nothing says': [
      replace('words/en.yaml', /^link:$/mu, 'advise:\n  one: "One"\nlink:'),
      "words/en.yaml: advise: is no group of sentences; did you mean 'advice'?",
    ],
    'a place that nothing fills': [
      replace('words/en.yaml', '({ferritin}): consider', '({feritin}): consider'),
      'words/en.yaml: summary.main-ferritin: nothing fills {feritin}; did you mean {ferritin}?',
    ],
    'a place of a fact that is not there': [
      replace(
        'words/en.yaml',
        '{transferrinSaturation} %: repeat fasting',
        '{transferinSaturation} %: repeat fasting',
      ),
      'words/en.yaml: advice.tsat-high: nothing fills {transferinSaturation}; did you mean {transferrinSaturation}?',
    ],
    'a word that no card says': [
      replace('words/en.yaml', 'consider inflammation, liver', 'consider phlebotomy, liver'),
      "words/en.yaml: advice.iron-deficiency: says 'phlebotomy': no card advises a treatment",
    ],
    'a word that no card says, in a label': [
      replace('orders/hfe-genotype.yaml', 'ferritin is raised:', 'Diagnosed  with raised ferritin:'),
      "orders/hfe-genotype.yaml: when.Diagnosed  with raised ferritin: says 'diagnosed with'",
    ],
    'a number in a sentence that no number of the knowledge is': [
      replace('words/en.yaml', 'Adults only. Values', 'From 19 years on. Values'),
      'words/en.yaml: limits.all: 19 is no number, limit, window or age of these files, so nothing proves it',
    ],
    'a number in a label that was changed in its condition alone': [
      (folder) => {
        replace('orders/ggt.yaml', '{}', '{ younger than 57 years: "%age < 59" }')(folder);
        replace(
          'orders/ggt.yaml',
          'numbers: []',
          'numbers: [{ value: 59, unit: "a", source: [bsg-2018], verified: true, checked: "2026-11-28" }]',
        )(folder);
      },
      'orders/ggt.yaml: when.younger than 57 years: 57 is no number',
    ],
    'a number in the evidence': [
      replace('causes/cirrhosis.yaml', 'ratio 8.53', 'ratio 8.35'),
      'causes/cirrhosis.yaml: evidence[2].says: 8.35 is no number',
    ],
    'a file that is not UTF-8': [
      (folder) => {
        const file = join(folder, 'orders/ggt.yaml');
        const text = readFileSync(file, 'utf8').replace('because:', '# µ\nbecause:');
        writeFileSync(file, Buffer.from(text, 'latin1'));
      },
      'orders/ggt.yaml: line 22: holds bytes that are not UTF-8: save the file in that encoding',
    ],
    'a file cut short': [
      replace('rules/main-b12.yaml', /^because: .*\n/mu, ''),
      "rules/main-b12.yaml: 'because' is missing",
    ],
    'a trigger cut short before its plausible limits': [
      replace('labs/b12.yaml', /^plausibleLimit: .*\n/mu, ''),
      "labs/b12.yaml: 'plausibleLimit' is missing",
    ],
    'a limit that no result could be above': [
      replace('labs/alp.yaml', '{ low: 0, high: 20000,', '{ low: 0, high: 100,'),
      'labs/alp.yaml: limits[0].high: lies outside plausible',
      'labs/alp.yaml: plausibleLimit.high: lies outside plausible',
    ],
    'what is possible, the wrong way round': [
      replace('labs/mcv.yaml', '{ low: 40, high: 160,', '{ low: 160, high: 40,'),
      'labs/mcv.yaml: plausible: low is not below high',
    ],
    'words cut short': [
      (folder) => {
        const file = join(folder, 'words/en.yaml');
        const text = readFileSync(file, 'utf8');
        writeFileSync(file, text.slice(0, text.indexOf('\nserviceLimits:')));
      },
      "words/en.yaml: 'link' is missing",
    ],
    'a file whose end could be cut off': [
      append(
        'orders/igg.yaml',
        'urgent: { when: "%adult", days: { value: 1, unit: d, source: [own-knowledge], verified: false, checked: "2026-11-22" } }\n',
      ),
      'orders/igg.yaml: urgent: stands last and need not be there: put a key last',
    ],
    'English labels said twice': [
      replace('words/en.yaml', /^link:$/mu, 'labels:\n  "ferritin is raised": "x"\nlink:'),
      'words/en.yaml: labels: is not needed: English labels stand in the files themselves',
    ],
  };
  test.each(Object.entries(mistakes))('%s', (_name, [change, ...expected]) => {
    const problems = problemsAfter(change);
    for (const problem of expected)
      expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
    expect(problems).toHaveLength(expected.length);
  });

  const inAnotherLanguage: Readonly<
    Record<string, readonly [from: string | RegExp, to: string, ...problems: string[]]>
  > = {
    'a label that is not translated': [
      /^ {2}ferritin is raised: .*\n/mu,
      '',
      "words/art.yaml: labels: has no 'ferritin is raised', of rules/",
    ],
    'a label of nothing': [
      /^labels:\n/mu,
      'labels:\n  ferritin is rised: x\n',
      "words/art.yaml: labels.ferritin is rised: no file has such a label; did you mean 'ferritin is raised'?",
    ],
    'a sentence that English says': [
      /^ {2}silence: .*\n/mu,
      '',
      "words/art.yaml: serviceLimits: has no 'silence', which words/en.yaml has",
    ],
    'a sentence that English does not say': [
      /^serviceLimits:\n/mu,
      'serviceLimits:\n  silense: x\n',
      "words/art.yaml: serviceLimits.silense: words/en.yaml has no such sentence; did you mean 'silence'?",
    ],
    'a place that is left out, and one too many': [
      /^( {2}main-combined: .*)\{ferritin\}/mu,
      '$1{alt}',
      'words/art.yaml: raised.main-combined: nothing fills {alt}',
      'words/art.yaml: raised.main-combined: has no {ferritin}, which the English has',
      'words/art.yaml: raised.main-combined: has {alt}, which the English has not',
    ],
    'a word that no card says in English': [
      '⟦With transfusion, marrow disease',
      '⟦Rifampicin',
      "words/art.yaml: advice.iron-loading: says 'rifampicin': ",
    ],
    'no words that no card says': [
      /^banned:\n(?: .*\n)+/mu,
      'banned: {}\n',
      'words/art.yaml: banned: is missing: the words that no text in this language says',
    ],
  };
  test.each(Object.entries(inAnotherLanguage))(
    'in another language: %s',
    (_name, [from, to, ...expected]) => {
      const problems = problemsAfter((folder) => {
        copyWithTestLanguage(folder);
        replace('words/art.yaml', from, to)(folder);
      });
      for (const problem of expected)
        expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
      expect(problems).toHaveLength(expected.length);
    },
  );

  test('all that is wrong is said at once', () => {
    const problems = problemsAfter((folder) => {
      replace('labs/ferritin.yaml', 'with: b12', 'with: b21')(folder);
      replace('orders/crp.yaml', '%ferritinCounts', '%ferritinCount')(folder);
      replace('causes/ckd.yaml', '< 30', '< 29')(folder);
    });
    expect(problems).toHaveLength(4);
  });

  test('a folder that holds no knowledge', () => {
    expect(() => loadKnowledge(tmpdir())).toThrow(KnowledgeError);
  });
});

test('the nearest name is a near one or none', () => {
  const names = ['ferritin', 'b12', 'bilirubin', 'bilirubin-direct'];
  expect(nearest('feritin', names)).toBe('ferritin');
  expect(nearest('B12', names)).toBe('b12');
  expect(nearest('bilirubin-diret', names)).toBe('bilirubin-direct');
  expect(nearest('haemoglobin', names)).toBeUndefined();
});
