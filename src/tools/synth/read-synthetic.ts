import { join } from 'node:path';
import type { CohortsFile, SyntheticFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { checkSchema } from '../../knowledge/checks/check-schema.js';
import { stage } from '../../knowledge/knowledge-error.js';
import { suggestion } from '../../knowledge/nearest.js';
import { readText } from '../../knowledge/read-text.js';
import { readYaml } from '../../knowledge/read-yaml.js';
import { wordsIn } from './template.js';

const SHIPPED = 'examples/synthetic.yaml';

/** What a line may be filled with. */
const WORDS: ReadonlySet<string> = new Set([
  ...['id', 'patient', 'time', 'day', 'year', 'issued', 'status', 'number', 'value', 'low', 'high'],
  ...['system', 'code', 'display', 'name', 'unit', 'UNIT'],
]);

/**
 * What a made-up export is drawn with.
 * @throws KnowledgeError with every problem
 */
export function readSynthetic(
  folder: string,
  knowledge: Knowledge,
  cohorts: CohortsFile,
  file = SHIPPED,
): SyntheticFile {
  const data = stage((report) => {
    const text = readText(join(folder, file), file, report);
    const found = text === undefined ? undefined : readYaml(text, file, report);
    if (found !== undefined) checkSchema('synthetic', found, file, report);
    // Off its schema the stage stops, so nobody sees what the cast promises too much.
    return found as SyntheticFile;
  });
  stage((report) => {
    const need = (known: Iterable<string>, ids: Iterable<string>, key: string): void => {
      const all = [...known];
      for (const id of ids)
        if (!all.includes(id)) report(file, key, `there is no '${id}'${suggestion(id, all)}`);
    };
    const { labs, orders, valueSets, sources } = knowledge;
    const drawn = cohorts.survey.labs.map(({ lab }) => lab);
    need(cohorts.survey.ill?.shifts.map(({ lab }) => lab) ?? [], Object.keys(data.ill.shifts), 'ill.shifts');
    for (const [place, { labs: asked = [], fillers = [] }] of data.panels.entries()) {
      need(drawn, asked, `panels[${place}].labs`);
      need(
        data.fillers.tests.map(({ id }) => id),
        fillers,
        `panels[${place}].fillers`,
      );
    }
    for (const [place, course] of data.courses.entries())
      need(labs.keys(), Object.keys('times' in course ? course.times : course.perYear), `courses[${place}]`);
    for (const [place, { order }] of data.afterRaised.orders.each.entries())
      need(orders.keys(), [order], `afterRaised.orders.each[${place}].order`);
    for (const [place, { set }] of data.history.each.entries())
      need(valueSets.keys(), [set], `history.each[${place}].set`);
    for (const [place, { units = {}, codes = {}, patch = {} }] of data.laboratories.each.entries()) {
      need(labs.keys(), [...Object.keys(units), ...Object.keys(codes)], `laboratories.each[${place}]`);
      for (const [lab, unit] of Object.entries(units))
        need(labs.get(lab)?.units.flatMap(({ as }) => as) ?? [], [unit], `laboratories.each[${place}].units`);
      need(WORDS, wordsIn(JSON.stringify(patch)), `laboratories.each[${place}].patch`);
    }
    for (const [place, { lines }] of data.odd.shapes.entries())
      need(WORDS, wordsIn(JSON.stringify(lines)), `odd.shapes[${place}].lines`);
    need(sources.keys(), sourcesIn(data), 'source');
  });
  return data;
}

/** Every source that is named, wherever it stands. */
function sourcesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'source' && Array.isArray(inner) ? inner.map(String) : sourcesIn(inner),
  );
}
