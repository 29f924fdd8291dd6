import { readSynthetic } from '../../src/tools/synth/read-synthetic.js';
import type { Line, Shapes } from '../../src/tools/synth/line.js';
import { lines } from '../../src/tools/synth/lines.js';
import { cohorts } from './cohort.js';
import { knowledge, KNOWLEDGE_FOLDER } from './shipped.js';

/** What made-up exports are drawn with, as shipped. */
export const synthetic = readSynthetic(KNOWLEDGE_FOLDER, knowledge, cohorts);

export const UNTIL = Date.parse('2026-07-01');

interface Wished {
  readonly patients?: number;
  readonly years?: number;
  readonly seed?: number;
  readonly shapes?: Shapes;
  readonly dense?: boolean;
}

/** Lines of a made-up export, plain unless told otherwise. */
export function exported(wished: Wished, data = synthetic): Generator<Line> {
  const usual = { patients: 100, years: 1, seed: 1, shapes: 'plain', dense: false } as const;
  return lines(data, cohorts, knowledge, { ...usual, ...wished, until: UNTIL });
}
