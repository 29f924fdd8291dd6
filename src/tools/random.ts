/** Numbers from 0 (inclusive) to 1 (exclusive), the same ones for the same seed (mulberry32). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of the standard normal distribution (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function oneOf<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** The share of the standard normal distribution below a number (Abramowitz and Stegun 26.2.17, error under 1e-7). */
export function shareBelow(z: number): number {
  if (z < 0) return 1 - shareBelow(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const sum = ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t;
  return 1 - (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/** The number below which a share (strictly between 0 and 1) of the standard normal distribution lies. */
export function numberAbove(share: number): number {
  let [low, high] = [-8, 8];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (shareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The lower triangle L of a matrix of correlations, L x L' = matrix (Cholesky): it turns independent normal numbers into
 * correlated ones.
 * @throws RangeError when no set of numbers can be correlated so
 */
export function triangleOf(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const rows: number[][] = [];
  for (const [row, wanted] of matrix.entries()) {
    const own: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const other = column === row ? own : (rows[column] ?? []);
      const known = own.slice(0, column).reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
      const left = (wanted[column] ?? 0) - known;
      if (column === row && left <= 0) throw new RangeError('these correlations contradict each other');
      own.push(column === row ? Math.sqrt(left) : left / (rows[column]?.[column] ?? 1));
    }
    rows.push(own);
  }
  return rows;
}
