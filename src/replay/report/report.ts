import type { OutcomesFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { many, whole } from '../../pages/insights/said.js';
import { type Html, markup, type Part, verbatim } from '../../pages/markup.js';
import { loadDrawing } from '../../pages/plots/drawing.js';
import { STYLE } from '../../pages/style.js';
import { firstScreen } from './first-screen.js';
import { namesOf } from './names.js';
import { REPORT_STYLE } from './report-style.js';
import { byRule, didItMatter, type Listed, listedTables, overTime, variantTable } from './sections.js';
import { numbersOf, type Told } from './told.js';
import { valuesBody } from './values.js';

const COULD_NOT_TELL: readonly Listed[] = [
  {
    table: 'could-not-tell',
    title: 'Rules that could not tell, and the condition left open',
    cells: ['rule', 'plain'],
  },
  { table: 'could-not-use', title: 'Results that were not used, and why', cells: ['lab', 'word'] },
  { table: 'not-shown', title: 'Days on which no card is shown at all', cells: ['word'] },
  { table: 'set-aside', title: 'Resources set aside', cells: ['word', 'plain'] },
  { table: 'undated', title: 'Without a date: known all the time', cells: ['plain'] },
];
const QUIETER: readonly Listed[] = [
  { table: 'quietened', title: 'Cards made quieter, and by what', cells: ['rule', 'word', 'word'] },
  { table: 'reasons', title: 'Reasons on record', cells: ['lab', 'word'] },
  { table: 'red-flags', title: 'Red flags', cells: ['plain'] },
];
const SAID: readonly Listed[] = [
  { table: 'categories', title: 'Scores on days with a card', cells: ['word', 'word'] },
  { table: 'orders-offered', title: 'Tests offered', cells: ['order'] },
  { table: 'orders-done', title: 'Tests not offered, as they were done or asked for', cells: ['order'] },
  { table: 'causes', title: 'Causes named', cells: ['cause'] },
];
const READ: readonly Listed[] = [
  { table: 'lines', title: 'Lines read', cells: ['plain'] },
  { table: 'bad-lines', title: 'Lines that could not be read', cells: ['word'] },
  { table: 'results', title: 'Results that start a rule', cells: ['lab'] },
  {
    table: 'raised',
    title: 'Whose limit was used, and whether it was passed',
    cells: ['lab', 'word', 'word'],
  },
  { table: 'remarks', title: 'Codes, units and ranges that were remarked upon', cells: ['word', 'lab'] },
  { table: 'not-sound', title: 'Not as FHIR R4 has it', cells: ['plain'] },
];

/**
 * A replay as one file of HTML that needs nothing beside it: no script runs in it, and nothing is loaded.
 * @param told what `counts.json` holds
 */
export async function reportOf(
  told: Told,
  knowledge: Knowledge,
  outcomes: OutcomesFile | undefined,
): Promise<string> {
  const drawing = await loadDrawing();
  const numbers = numbersOf(told);
  const names = namesOf(knowledge, outcomes);
  const { about } = told;
  const { variants } = about;
  const listed = (tables: readonly Listed[]): Html[] => listedTables(numbers, names, told.tables, tables);
  const days = outcomes?.within.value;
  const sections: readonly (readonly [id: string, title: string, body: Part])[] = [
    ['time', 'Burden over time', overTime(numbers, names, drawing)],
    ['rules', 'Rule by rule', byRule(numbers, names)],
    ...(variants.length > 1
      ? [['sweep', 'By threshold: who gains and who loses a card', variantTable(numbers, variants)] as const]
      : []),
    ['values', 'Values, and where the limits lie', valuesBody(numbers, knowledge, names, drawing)],
    [
      'matter',
      `Did it matter?${days === undefined ? '' : ` The record ${String(days)} days before and after`}`,
      didItMatter(numbers, names),
    ],
    ['open', 'Why it could not tell', listed(COULD_NOT_TELL)],
    ['quiet', 'What made it quieter', listed(QUIETER)],
    ['said', 'What the cards said', listed(SAID)],
    ['read', 'What was read, and how', listed(READ)],
  ];
  const months = [...numbers.by('openings-by-month', 0).keys()].filter((one) => one !== '').sort();
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What would it have said? · HepaCue</title>
<style>${verbatim(STYLE)}${verbatim(REPORT_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">To the numbers</a>
${told.complete ? undefined : markup`<aside class="notice"><strong>Stopped before its end:</strong> ${told.partitions.done} of ${told.partitions.all} parts of the patients. The numbers are those of these parts.</aside>`}
<div class="page report">
<header><h1>What would it have said, ${months.length === 0 ? 'of this export' : `${months[0] ?? ''} to ${months.at(-1) ?? ''}`}?</h1>
<p class="lead">${many(numbers.sum('patients'), 'patient')} with ${whole(numbers.sum('results'))} results that start a rule, in ${many(about.files, 'file')} of ${whole(about.bytes / 1e6)} MB, asked as <code>${about.service}</code>, each day knowing what was known then. Knowledge ${about.knowledge.version} of ${about.knowledge.date}. Not clinically validated.</p></header>
${firstScreen({ numbers, names, drawing, variants })}
<main id="content">
${sections.map(([id, title, body]) => markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>\n`)}
</main>
<footer><p>Every number of this page is in counts.json and counts.csv beside it; each card and each day on which it could not be told in findings.ndjson, with a digest in place of the patient.</p></footer>
</div>
</body>
</html>
`.text;
}
