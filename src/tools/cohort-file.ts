import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cohort, CohortsFile } from '../core/model/files.generated.js';
import type { Knowledge, Proof } from '../core/model/knowledge.js';
import { checkSchema } from '../knowledge/checks/check-schema.js';
import { type Report, stage } from '../knowledge/knowledge-error.js';
import { suggestion } from '../knowledge/nearest.js';
import { readText } from '../knowledge/read-text.js';
import { readYaml } from '../knowledge/read-yaml.js';

export type { Cohort, CohortLab, CohortsFile as Cohorts } from '../core/model/files.generated.js';

const FILE = 'examples/cohorts.yaml';

/**
 * The populations of a folder; a deployment's own folder need not have any.
 * @throws KnowledgeError with every problem
 */
export function readCohorts(folder: string, knowledge: Knowledge): CohortsFile | undefined {
  if (!existsSync(join(folder, FILE))) return undefined;
  const cohorts = stage((report) => {
    const text = readText(join(folder, FILE), FILE, report);
    const data = text === undefined ? undefined : readYaml(text, FILE, report);
    if (data !== undefined) checkSchema('cohorts', data, FILE, report);
    // Off its schema the stage stops, so nobody sees what the cast promises too much.
    return data as CohortsFile;
  });
  stage((report) => {
    checkNames('survey', cohorts.survey, knowledge, report);
    checkNames('healthy', cohorts.healthy, knowledge, report);
  });
  return cohorts;
}

function checkNames(name: string, cohort: Cohort, { labs, rules, sources }: Knowledge, report: Report): void {
  const need = (known: Iterable<string>, id: string, key: string): void => {
    const ids = [...known];
    if (!ids.includes(id)) report(FILE, `${name}.${key}`, `there is no '${id}'${suggestion(id, ids)}`);
  };
  const own = cohort.labs.map(({ lab }) => lab);
  for (const [place, { lab, unit, ranges = [] }] of cohort.labs.entries()) {
    need(labs.keys(), lab, `labs[${place}].lab`);
    const units = labs.get(lab)?.units.flatMap(({ as }) => as) ?? [];
    need(units, unit, `labs[${place}].unit`);
    for (const [index, range] of ranges.entries())
      need(units, range.unit, `labs[${place}].ranges[${index}].unit`);
  }
  for (const [place, missing] of cohort.missing.entries())
    for (const lab of missing.labs) need(own, lab, `missing[${place}].labs`);
  for (const [place, { between }] of cohort.correlations.entries())
    for (const one of between) need(['age', ...own], one, `correlations[${place}].between`);
  for (const [place, { rule }] of cohort.published.entries())
    need(['any', ...rules.keys()], rule, `published[${place}].rule`);
  const proofs: readonly (readonly [string, readonly Proof[]])[] = [
    ['ages', cohort.ages],
    ['missing', cohort.missing],
    ['correlations', cohort.correlations],
    ['published', cohort.published],
    ...cohort.labs.flatMap(
      ({ centiles, ranges = [] }, place) =>
        [
          [`labs[${place}].centiles`, centiles],
          [`labs[${place}].ranges`, ranges],
        ] as const,
    ),
  ];
  for (const [key, list] of proofs)
    for (const [place, { source }] of list.entries())
      for (const id of source) need(sources.keys(), id, `${key}[${place}].source`);
}
