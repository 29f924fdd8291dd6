import { convertLimit, readable } from '../../core/readings/units.js';
import type { Lab } from '../../core/model/knowledge.js';
import type { Files } from '../files.js';
import type { Report } from '../knowledge-error.js';

/** Reports a lab whose values could not be what its own limits speak of: `plausible` is the wrong way round or leaves one out. */
export function checkPlausible({ labs }: Files, report: Report): void {
  for (const lab of labs.values()) if (lab.plausible) checkLab(lab, report);
}

function checkLab(lab: Lab, report: Report): void {
  const { spellings, plausible, limits } = readable(lab);
  const file = `labs/${lab.id}.yaml`;
  if (plausible.low >= plausible.high) report(file, 'plausible', 'low is not below high');
  const within = (own: number | undefined, key: string): void => {
    if (own !== undefined && (own < plausible.low || own > plausible.high))
      report(file, key, 'lies outside plausible, so no result could be on both sides of it');
  };
  for (const [place, { own }] of limits.entries()) within(own, `limits[${place}].high`);
  const believed = lab.plausibleLimit;
  if (!believed) return;
  if (believed.low >= believed.high) report(file, 'plausibleLimit', 'low is not below high');
  for (const end of ['low', 'high'] as const)
    within(convertLimit({ spellings }, believed[end], believed.unit), `plausibleLimit.${end}`);
}
