import type { Lab, LabLimit, Terms } from './service.js';
import { isProblem, problemInWords, readRemark } from './words.js';

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What labs are called. */
interface Named {
  readonly labs: readonly { readonly id: string; readonly name: string }[];
}

/** Six digits: more than a laboratory sends, and no rounding to a limit the value is not at. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A UCUM unit as it is written: `10*9/L` → ×10⁹/L; that of a bare number is not. */
export function unitText(unit: string): string {
  if (unit === '1') return '';
  return unit
    .replace(
      /10\*(\d+)/gu,
      (_, power: string) => `×10${power.replace(/\d/gu, (digit) => SUPERSCRIPTS.charAt(Number(digit)))}`,
    )
    .replace('{1.73_m2}', '1.73 m²')
    .replace(/\{[^{}]*\}/gu, '')
    .replace(/\bm2\b/gu, 'm²')
    .replace(/\bu(?=[a-zA-Z])/gu, 'µ');
}

/** A name as a heading; eGFR stays as it is. */
export function titled(name: string): string {
  return /^[a-z][A-Z]/u.test(name) ? name : capitalised(name);
}

/** `>2000 ng/mL` */
export function amountText(value: number, unit = '', comparator = ''): string {
  return `${comparator}${numberText(value)} ${unitText(unit)}`.trim();
}

/** What the cards call a lab, else its id. */
export function labName(id: string, { labs }: Named): string {
  return labs.find((lab) => lab.id === id)?.name ?? id;
}

/** The test an order stands for, by the title of its value set. */
export function orderName(id: string, terms: Terms | undefined): string {
  return terms?.titles.get(`order-${id}`)?.replace(/^Order: /u, '') ?? id;
}

/** What an expression saw, as text. */
export function sawText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return isProblem(value) ? problemInWords(value) : value;
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(sawText).join(', ');
  return JSON.stringify(value);
}

/** What a data-quality id says; nothing when it is about no lab of the list. */
export function remarkText(id: string, { labs }: Named): string {
  const remark = readRemark(id, labs);
  if (!remark) return '';
  const unit = remark.unit === undefined ? '' : ` (${remark.unit})`;
  return `${titled(remark.name)}: ${problemInWords(remark.kind)}${unit}. `;
}

/** The default limits of a lab in its own unit, one for each value, with whom each is for. */
export function defaultLimits(lab: Lab): { readonly value: number; readonly whom: string }[] {
  const limits = lab.limits ?? [];
  const byValue = new Map<number, string[]>();
  for (const limit of limits) {
    const value = inOwnUnit(limit.high, limit.unit, lab);
    if (value === undefined) continue;
    const whom = whomFor(limit) ?? (limits.length > 1 ? 'others' : 'default');
    byValue.set(value, [...(byValue.get(value) ?? []), whom]);
  }
  return [...byValue].map(([value, whom]) => ({ value, whom: whom.join(', ') }));
}

function whomFor({ sex, ageFrom, ageTo }: LabLimit): string | undefined {
  const people = sex === 'female' ? 'women' : sex === 'male' ? 'men' : sex;
  const years =
    ageFrom !== undefined && ageTo !== undefined
      ? `${ageFrom} to ${ageTo} years`
      : ageFrom !== undefined
        ? `from ${ageFrom} years`
        : ageTo !== undefined
          ? `to ${ageTo} years`
          : undefined;
  return [people, years].filter((part) => part !== undefined).join(' ') || undefined;
}

function inOwnUnit(high: number | undefined, unit: string, lab: Lab): number | undefined {
  if (high === undefined) return undefined;
  if (unit === lab.unit) return high;
  const spelling: { readonly factor: number; readonly offset?: number } | undefined = lab.units?.find(
    ({ as }) => as.includes(unit),
  );
  return spelling && Number((high * spelling.factor + (spelling.offset ?? 0)).toPrecision(12));
}
