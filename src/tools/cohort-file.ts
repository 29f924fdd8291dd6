import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cohort, CohortsFile } from '../core/model/files.generated.js';
import type { Knowledge, Lab, Proof } from '../core/model/knowledge.js';
import { checkSchema } from '../knowledge/checks/check-schema.js';
import { type Report, stage } from '../knowledge/knowledge-error.js';
import { suggestion } from '../knowledge/nearest.js';
import { readText } from '../knowledge/read-text.js';
import { readYaml } from '../knowledge/read-yaml.js';
import { labsOfTest } from './cohort/answers.js';

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
    checkFollowed(cohorts, knowledge, report);
  });
  return cohorts;
}

function checkNames(name: string, cohort: Cohort, { labs, rules, sources }: Knowledge, report: Report): void {
  const need = needed(report, name);
  const own = cohort.labs.map(({ lab }) => lab);
  for (const [place, { lab, unit, ranges = [] }] of cohort.labs.entries()) {
    need(labs.keys(), lab, `labs[${place}].lab`);
    const units = unitsOf(labs.get(lab), unit);
    need(units, unit, `labs[${place}].unit`);
    for (const [index, range] of ranges.entries())
      need(units, range.unit, `labs[${place}].ranges[${index}].unit`);
  }
  for (const [place, missing] of cohort.missing.entries())
    for (const lab of missing.labs) need(own, lab, `missing[${place}].labs`);
  for (const [place, lab] of (cohort.awaited ?? []).entries()) need(own, lab, `awaited[${place}]`);
  for (const [place, { lab }] of (cohort.ill?.shifts ?? []).entries())
    need(own, lab, `ill.shifts[${place}].lab`);
  for (const [place, { between }] of cohort.correlations.entries())
    for (const one of between) need(['age', ...own], one, `correlations[${place}].between`);
  for (const [place, { rule }] of cohort.published.entries())
    need(['any', ...rules.keys()], rule, `published[${place}].rule`);
  const proofs: readonly (readonly [string, readonly Proof[]])[] = [
    ['ages', cohort.ages],
    ['missing', cohort.missing],
    ['correlations', cohort.correlations],
    ['published', cohort.published],
    ['ill', cohort.ill ? [cohort.ill] : []],
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

/** Names and sources of what says how people are looked at again, and what is hoped for. */
function checkFollowed(
  { dangers, follow, goals, survey }: CohortsFile,
  knowledge: Knowledge,
  report: Report,
): void {
  const { labs, facts, sources } = knowledge;
  const need = needed(report);
  for (const [place, danger] of dangers.entries())
    if ('fact' in danger) need(facts.keys(), danger.fact, `dangers[${place}].fact`);
    else needLab(danger, labs, `dangers[${place}]`, need);
  for (const [place, { lab }] of follow.variation.entries())
    need(labs.keys(), lab, `follow.variation[${place}].lab`);
  for (const [place, answer] of follow.answers.entries())
    needLab(answer, labs, `follow.answers[${place}]`, need);
  const answered = new Set([...follow.answers, ...survey.labs].map(({ lab }) => lab));
  for (const { tests } of knowledge.orders.values())
    for (const test of tests)
      for (const lab of labsOfTest(test, labs))
        if (labs.get(lab)?.kind === 'quantity' && !answered.has(lab))
          report(FILE, 'follow.answers', `'${lab}' has no value, and the test '${test.id}' may be ordered`);
  const { repeat, results, year, variation, answers } = follow;
  const proofs: readonly (readonly [string, readonly Proof[]])[] = [
    ['dangers', dangers],
    ['goals', goals],
    ['follow', [repeat, results, year]],
    ['follow.variation', variation],
    ['follow.answers', answers],
  ];
  for (const [key, list] of proofs)
    for (const [place, { source }] of list.entries())
      for (const id of source) need(sources.keys(), id, `${key}[${place}].source`);
}

type Need = (known: Iterable<string>, id: string, key: string) => void;

function needed(report: Report, name?: string): Need {
  return (known, id, key) => {
    const ids = [...known];
    if (!ids.includes(id))
      report(FILE, name === undefined ? key : `${name}.${key}`, `there is no '${id}'${suggestion(id, ids)}`);
  };
}

function needLab(
  { lab, unit }: { readonly lab: string; readonly unit: string },
  labs: Knowledge['labs'],
  key: string,
  need: Need,
): void {
  need(labs.keys(), lab, `${key}.lab`);
  if (labs.has(lab)) need(unitsOf(labs.get(lab), unit), unit, `${key}.unit`);
}

/** The spellings a unit is looked for among; where only the presence of a result counts, its unit does not matter. */
function unitsOf(lab: Lab | undefined, unit: string): string[] {
  return lab && lab.kind !== 'quantity' ? [unit] : (lab?.units.flatMap(({ as }) => as) ?? []);
}
