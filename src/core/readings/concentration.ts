/** Powers of ten of the prefixes; none is itself. */
const PREFIX: Readonly<Record<string, number>> = { k: 3, '': 0, d: -1, m: -3, u: -6, n: -9, p: -12, f: -15 };
const VOLUME: Readonly<Record<string, number>> = { L: 0, dL: -1, mL: -3, uL: -6 };
const CONCENTRATION = /^([kdmunpf]?)(g|mol)\/(L|dL|mL|uL)$/u;

/**
 * Whether a folded unit surely is another than the known one: it is a mass or an amount per volume, and the known one is
 * not, or is one of another size. What is not in this small table says nothing.
 */
export function isAnotherThan(known: string, other: string): boolean {
  const [one, two] = [concentration(known), concentration(other)];
  return two !== undefined && (one?.of !== two.of || one.power !== two.power);
}

/** `ng/mL` is a mass of 10^-6 g/L; `undefined` for what is no mass or amount per volume. */
function concentration(unit: string): { readonly of: string; readonly power: number } | undefined {
  const [, prefix = '', of, per = ''] = CONCENTRATION.exec(unit) ?? [];
  return of === undefined ? undefined : { of, power: (PREFIX[prefix] ?? 0) - (VOLUME[per] ?? 0) };
}
