import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OutcomesFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { checkSchema } from '../../knowledge/checks/check-schema.js';
import { stage } from '../../knowledge/knowledge-error.js';
import { suggestion } from '../../knowledge/nearest.js';
import { readText } from '../../knowledge/read-text.js';
import { readYaml } from '../../knowledge/read-yaml.js';

const FILE = 'examples/outcomes.yaml';

/**
 * What is looked for after a card; a deployment's own folder need not have it.
 * @throws KnowledgeError with every problem
 */
export function readOutcomes(folder: string, knowledge: Knowledge): OutcomesFile | undefined {
  if (!existsSync(join(folder, FILE))) return undefined;
  const file = stage((report) => {
    const text = readText(join(folder, FILE), FILE, report);
    const data = text === undefined ? undefined : readYaml(text, FILE, report);
    if (data !== undefined) checkSchema('outcomes', data, FILE, report);
    // Off its schema the stage stops, so nobody sees what the cast promises too much.
    return data as OutcomesFile;
  });
  stage((report) => {
    const need = (known: ReadonlyMap<string, unknown>, ids: readonly string[], key: string): void => {
      for (const id of ids)
        if (!known.has(id)) report(FILE, key, `there is no '${id}'${suggestion(id, known.keys())}`);
    };
    need(knowledge.sources, file.within.source, 'within.source');
    for (const [place, { labs = [], problems = [], done = [], orders = [] }] of file.outcomes.entries()) {
      need(knowledge.labs, labs.flat(), `outcomes[${place}].labs`);
      need(knowledge.valueSets, [...problems, ...done], `outcomes[${place}]`);
      need(knowledge.orders, orders, `outcomes[${place}].orders`);
    }
  });
  return file;
}
