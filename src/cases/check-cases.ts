import { nameOf } from '../core/facts/names.js';
import type { Knowledge } from '../core/model/knowledge.js';
import { type Report, stage } from '../knowledge/knowledge-error.js';
import { suggestion } from '../knowledge/nearest.js';
import type { Case } from './case.js';
import { readCases } from './case-files.js';
import { patientOf } from './case-patients.js';

/**
 * Reads every case and checks that its patient can be built and that the outcome names things that exist. Whether the
 * outcome is right is for the tests.
 * @throws KnowledgeError with every problem
 */
export function checkCases(folder: string, knowledge: Knowledge): readonly Case[] {
  const cases = readCases(folder);
  const known: Readonly<Record<string, ReadonlyMap<string, unknown>>> = {
    cards: knowledge.rules,
    firstCauses: knowledge.causes,
    causesInclude: knowledge.causes,
    allCauses: knowledge.causes,
    suggested: knowledge.orders,
    notSuggested: knowledge.orders,
    allSuggested: knowledge.orders,
    facts: new Map([...knowledge.facts.keys()].map((id) => [nameOf(id), id])),
    values: knowledge.labs,
    setAside: knowledge.reasons,
    quietened: new Map([...knowledge.rules.values()].flatMap(({ quiet }) => quiet.map(({ id }) => [id, id]))),
  };
  stage((report) => {
    reportGiven(cases, knowledge, report);
    for (const { file, place, expect } of cases)
      for (const [key, ids] of Object.entries(known))
        for (const id of named(expect[key]))
          if (!ids.has(id))
            report(file, `[${place}].expect.${key}`, `there is no '${id}'${suggestion(id, ids.keys())}`);
  });
  return cases;
}

/** Reports every case whose patient cannot be built. */
export function reportGiven(cases: readonly Case[], knowledge: Knowledge, report: Report): void {
  const now = new Date(knowledge.release.date);
  for (const { file, place, given } of cases) {
    try {
      patientOf(given, knowledge, now);
    } catch (error) {
      report(file, `[${place}].given`, error instanceof Error ? error.message : String(error));
    }
  }
}

function named(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
