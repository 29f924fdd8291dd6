import { LineCounter, parseDocument } from 'yaml';
import type { Report } from './knowledge-error.js';

/** Reads one YAML text; what is wrong with it (a key written twice, for one) is reported with its line. */
export function readYaml(text: string, file: string, report: Report): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings];
  for (const { pos, message } of problems) report(file, `line ${lineCounter.linePos(pos[0]).line}`, message);
  if (problems.length > 0) return undefined;
  try {
    return document.toJS() as unknown;
  } catch (error) {
    // Aliases that name what is not there, or stand for more than any file holds.
    report(file, '', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
