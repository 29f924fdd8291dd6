import type { Row } from './tally.js';
import type { Tallies } from './count.js';
import { grouped } from './sections.js';

/**
 * A client file that says nothing yet: valid as it is, and with each line that is uncommented. What was found stands in comments: a
 * code is a local code of a test only once the laboratory has said so.
 */
export function draftClient(id: string, { codes, statuses }: Pick<Tallies, 'codes' | 'statuses'>): string {
  const found = codes
    .rows()
    .filter(({ cells: [test = '', , code] }) => test.endsWith('?') && code !== '(none)');
  const lines = found.filter(({ cells }) => cells[2] !== '').map(localCode);
  const status = statuses
    .rows()
    .filter(({ cells: [name = ''] }) => name === 'unknown' || name === 'missing')
    .map(
      ({ cells: [name = ''], results, patients }) => `# ${name}: ${of(results, patients)} of the sample\n`,
    );
  return `# yaml-language-server: $schema=../../src/knowledge/schema/client.schema.json
# Draft made from a sample. Nothing in it is confirmed. Not clinically validated.
id: ${id}
title: ${JSON.stringify(`${id} (draft)`)}
language: en
# single: one test per suggestion, for EHRs that take one action per suggestion.
suggestions: grouped
# Results of these statuses are not read unless they are listed here, once the laboratory has said that they are final.
${status.join('')}acceptStatuses: []
# Codes whose name there speaks of a test of ours. Ask the laboratory what each one is, with specimen and unit; uncomment what it
# confirms, put right what it corrects, and delete the others.
localCodes: [
${lines.join('')}]
`;
}

function localCode({
  cells: [test = '', system = '', code = '', name = ''],
  results,
  patients,
}: Row): string {
  const own = system === '(none)' ? '' : `system: ${JSON.stringify(system)}, `;
  const display = name === '' || name.startsWith('(') ? '' : `display: ${JSON.stringify(name)}, `;
  return `  # ${of(results, patients)}${own === '' ? ', without a system' : ''}
  # { ${own}code: ${JSON.stringify(code)}, ${display}lab: ${test.slice(0, -1)} },
`;
}

function of(results: number, patients: number): string {
  return `${grouped(results)} ${results === 1 ? 'result' : 'results'} of ${grouped(patients)} ${patients === 1 ? 'patient' : 'patients'}`;
}
