export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** A ratio and whether it is what is aimed for. */
export function verdict(ratio: number, aim: number | undefined): string {
  const aimed = aim === undefined ? '' : ` (aim <= ${aim}: ${ratio <= aim ? 'reached' : 'missed'})`;
  return ratio.toFixed(2) + aimed;
}

export function size(text: string): string {
  const bytes = Buffer.byteLength(text);
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
}
