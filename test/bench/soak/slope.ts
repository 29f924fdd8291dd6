export interface Slope {
  readonly perMinute: number;
  /** Half the width of the 95 % confidence interval. */
  readonly margin: number;
}

/** By least squares; the margin takes the samples as independent of each other. */
export function slopeOf(samples: readonly (readonly [minute: number, value: number])[]): Slope {
  const count = samples.length;
  const mean = (index: 0 | 1): number => samples.reduce((sum, sample) => sum + sample[index], 0) / count;
  const [x, y] = [mean(0), mean(1)];
  const spread = samples.reduce((sum, [minute]) => sum + (minute - x) ** 2, 0);
  const perMinute = samples.reduce((sum, [minute, value]) => sum + (minute - x) * (value - y), 0) / spread;
  const rest = samples.reduce((sum, [minute, value]) => sum + (value - y - perMinute * (minute - x)) ** 2, 0);
  return { perMinute, margin: studentT(count - 2) * Math.sqrt(rest / (count - 2) / spread) };
}

/** The 97.5th percentile of Student's t, right to one in a hundred from 5 degrees of freedom on. */
function studentT(degrees: number): number {
  return 1.96 + 2.37 / degrees + 2.82 / degrees ** 2;
}
