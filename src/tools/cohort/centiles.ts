import type { CohortLab } from '../../core/model/files.generated.js';
import { numberAbove } from '../random.js';

/** The value at a normal deviate: the logarithm runs straight between the centiles known and on beyond them. */
export function valueAt(at: CohortLab['centiles'][number]['at'], z: number): number {
  const points = at.map(([centile, value]) => ({ z: deviateOf(centile), log: Math.log(value) }));
  const after = points.findIndex((point) => point.z > z);
  const right = after === -1 ? points.length - 1 : Math.max(after, 1);
  const [one, other] = [points[right - 1], points[right]];
  if (!one || !other) return 0;
  return Math.exp(one.log + ((z - one.z) * (other.log - one.log)) / (other.z - one.z));
}

const deviates = new Map<number, number>();

function deviateOf(centile: number): number {
  const known = deviates.get(centile) ?? numberAbove(centile / 100);
  deviates.set(centile, known);
  return known;
}
