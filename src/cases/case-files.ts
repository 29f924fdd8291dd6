import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkSchema } from '../knowledge/checks/check-schema.js';
import { type Report, stage } from '../knowledge/knowledge-error.js';
import { readText } from '../knowledge/read-text.js';
import { readYaml } from '../knowledge/read-yaml.js';
import type { Case } from './case.js';

const VIGNETTES = 'examples/vignettes.yaml';

/** Names of the files of cases, relative to the knowledge folder: one beside each rule, and the whole patients. */
export function caseFiles(folder: string): string[] {
  const rules = readdirSync(join(folder, 'rules'))
    .filter((name) => name.endsWith('.cases.yaml'))
    .sort()
    .map((name) => `rules/${name}`);
  return existsSync(join(folder, VIGNETTES)) ? [...rules, VIGNETTES] : rules;
}

/**
 * Reads every case of the folder.
 * @throws KnowledgeError when a file is no list of cases
 */
export function readCases(folder: string): readonly Case[] {
  return stage((report) => caseFiles(folder).flatMap((file) => casesIn(folder, file, report)));
}

/**
 * Reads the whole patients alone; none when the folder has no such file.
 * @throws KnowledgeError when the file is no list of cases
 */
export function readVignetteCases(folder: string): readonly Case[] {
  if (!existsSync(join(folder, VIGNETTES))) return [];
  return stage((report) => casesIn(folder, VIGNETTES, report));
}

type Written = Pick<Case, 'given' | 'expect'> &
  ({ readonly case: string } | { readonly id: string; readonly title: string });

function casesIn(folder: string, file: string, report: Report): Case[] {
  const text = readText(join(folder, file), file, report);
  const data = text === undefined ? undefined : readYaml(text, file, report);
  if (data === undefined) return [];
  if (!checkSchema('cases', data, file, report)) return [];
  return (data as Written[]).map(({ given, expect, ...one }, place) => {
    const name = 'case' in one ? one.case : `${one.id} ${one.title}`;
    return { file, place, name, given, expect };
  });
}
