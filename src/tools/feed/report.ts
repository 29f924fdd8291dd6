import type { Client, Knowledge } from '../../core/model/knowledge.js';
import type { Sample } from './files.js';
import { labNames } from './names.js';
import {
  codeTable,
  column,
  countTable,
  grouped,
  limitsTable,
  placeText,
  reasonTable,
  type Section,
  TEST,
  testsTable,
} from './sections.js';
import type { Survey } from './survey.js';
import type { Row } from './tally.js';

/** All that is told of a sample. */
export interface Report {
  readonly knowledge: { readonly version: string; readonly date: string };
  readonly client: string;
  readonly files: number;
  readonly passedOver: number;
  readonly results: number;
  readonly patients: number;
  /** Patients whose Patient resource came, as sex and age decide limits. */
  readonly patientResources: number;
  readonly unreadable: number;
  readonly sections: readonly Section[];
}

/** The tables there can be. */
export const TABLES = [
  'tests',
  'not-mapped',
  'contradictions',
  'not-read',
  'remarks',
  'limits',
  'codes',
  'units',
  'values',
  'ranges',
  'flags',
  'statuses',
  'dates',
  'subjects',
  'systems',
  'other-codes',
  'other-resources',
  'unreadable',
] as const;

/** Puts what was found into tables, those that ask for something to be done first; empty ones are left out. */
export function reportOf(survey: Survey, sample: Sample, client: Client, knowledge: Knowledge): Report {
  const { release, words } = knowledge;
  const { tallies } = survey;
  const sentences = words.get(client.language)?.['remarks'] ?? {};
  const codes = tallies.codes.rows();
  const sections: Section[] = [
    testsTable(tallies),
    codeTable(
      {
        id: 'not-mapped',
        title: 'Named like one of our tests, but the code is not mapped',
        note: 'Not read as that test. Ask the laboratory what it is, then map the code in the client file: --write makes a draft.',
      },
      column('test', 'Perhaps'),
      codes.filter(isSuggested),
    ),
    codeTable(
      {
        id: 'contradictions',
        title: 'Read by the code, but the name speaks of another test',
        note: 'A wrong code, or an unlucky name: ask the laboratory.',
      },
      TEST,
      codes.filter(contradicts(knowledge)),
    ),
    reasonTable({ id: 'not-read', title: 'Not read, or not counted, and why' }, tallies.reasons, sentences),
    reasonTable({ id: 'remarks', title: 'Remarks on what was read' }, tallies.remarks, sentences),
    limitsTable(tallies.limits),
    codeTable(
      { id: 'codes', title: 'Codes of our tests' },
      TEST,
      codes.filter((row) => isOurs(row) && !isSuggested(row)),
    ),
    countTable(
      { id: 'units', title: 'Units' },
      [TEST, column('unit', 'Unit'), column('code', 'Code'), column('system', 'System')],
      tallies.units,
    ),
    countTable(
      { id: 'values', title: 'Values' },
      [TEST, column('element', 'Element'), column('comparator', 'Sign'), column('text', 'Word, or (shape)')],
      tallies.values,
    ),
    countTable(
      { id: 'ranges', title: 'Reference ranges' },
      [TEST, column('form', 'Form'), column('range', 'Range, or (shape)')],
      tallies.ranges,
    ),
    countTable(
      { id: 'flags', title: 'Flags' },
      [TEST, column('system', 'System'), column('code', 'Code'), column('text', 'Text')],
      tallies.flags,
    ),
    countTable(
      { id: 'statuses', title: 'Status, of all results' },
      [column('status', 'Status')],
      tallies.statuses,
    ),
    countTable(
      { id: 'dates', title: 'Dates, of all results' },
      [column('element', 'Element'), column('form', 'Form')],
      tallies.dates,
    ),
    countTable(
      { id: 'subjects', title: 'Whose they are, of all results' },
      [column('form', 'Subject')],
      tallies.subjects,
    ),
    countTable(
      { id: 'systems', title: 'Code systems, of all results' },
      [column('system', 'System')],
      tallies.systems,
    ),
    codeTable(
      { id: 'other-codes', title: 'Codes that are none of our tests' },
      undefined,
      codes.filter((row) => !isOurs(row)),
    ),
    {
      id: 'other-resources',
      title: 'Resources that are no results',
      columns: [column('type', 'Type'), { key: 'resources', title: 'Resources', number: true }],
      rows: tallies.others.rows().map((row) => [...row.cells, grouped(row.results)]),
      more: tallies.others.more(),
      legend: [],
    },
    {
      id: 'unreadable',
      title: 'Lines and files that could not be read',
      columns: [column('place', 'At'), column('why', 'Why')],
      rows: survey.bad.map(({ place, why }) => [placeText(place), why]),
      more: survey.badCount - survey.bad.length,
      legend: [],
    },
  ];
  return {
    knowledge: { version: release.version, date: release.date },
    client: client.id,
    files: sample.files.length,
    passedOver: sample.passedOver,
    results: survey.results,
    patients: tallies.all.rows()[0]?.patients ?? 0,
    patientResources: survey.people,
    unreadable: survey.badCount,
    sections: sections.filter(({ rows }) => rows.length > 0),
  };
}

function isOurs({ cells: [test = ''] }: Row): boolean {
  return test !== '';
}

/** The code is not ours; its name speaks of a test of ours. */
function isSuggested({ cells: [test = ''] }: Row): boolean {
  return test.endsWith('?');
}

/** The name of a code speaks of another test than the code, and one of the two starts a rule. */
function contradicts(knowledge: Knowledge): (row: Row) => boolean {
  const suggested = labNames(knowledge);
  const isTrigger = (id: string): boolean => knowledge.labs.get(id)?.role === 'trigger';
  return ({ cells: [test = '', , , name = ''] }) => {
    const other = suggested(name);
    return knowledge.labs.has(test) && other !== undefined && other !== test && [test, other].some(isTrigger);
  };
}
