import type { Files } from '../files.js';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';

const FILE = 'quiet.yaml';

/**
 * Holds what answers make quiet against the reasons there are and the rules that are answered: a code or rule that is not there, a reason of
 * which nothing is said or two things are, a rule with red flags, and a change that is not yet one where it is said to have risen. And no
 * rule with red flags may start in silence.
 */
export function checkQuiet({ quiet, release, rules, labs }: Files, report: Report): void {
  const { overrides, never, change, unchanged } = quiet;
  const codes = release.overrideReasons.map(({ code }) => code);
  const ids = new Set([unchanged.id]);
  const said = new Set<string>();
  const need = (code: string, key: string): void => {
    if (!codes.includes(code))
      report(FILE, key, `no reason '${code}' in release.yaml${suggestion(code, codes)}`);
  };
  for (const [place, { id, reason, rules: only, info, warning }] of overrides.entries()) {
    const key = `overrides[${place}]`;
    need(reason, `${key}.reason`);
    if (never.includes(reason)) report(FILE, `${key}.reason`, `'${reason}' stands under never too`);
    if (ids.has(id)) report(FILE, `${key}.id`, `'${id}' is there already`);
    ids.add(id);
    for (const rule of only ?? ['']) {
      const place = `${reason} ${rule}`;
      if (said.has(place))
        report(FILE, key, `of '${reason}' ${rule && `and ${rule} `}something is said already`);
      said.add(place);
    }
    for (const rule of only ?? [])
      if (!rules.has(rule))
        report(FILE, `${key}.rules`, `no rule '${rule}'${suggestion(rule, rules.keys())}`);
      else if (hasFlags(rules.get(rule)))
        report(FILE, `${key}.rules`, `'${rule}' makes red flags, which are never quiet`);
    if (warning && warning.value > info.value)
      report(FILE, `${key}.warning`, 'is longer than info: what is louder is not quiet for longer');
  }
  for (const [place, code] of never.entries()) need(code, `never[${place}]`);
  for (const code of codes)
    if (!never.includes(code) && !overrides.some(({ reason }) => reason === code))
      report(
        FILE,
        'overrides',
        `says nothing of '${code}', a reason of release.yaml: name it here or under never`,
      );
  if (unchanged.within.value <= unchanged.after.value)
    report(FILE, 'unchanged.within', 'is not longer than after: nothing would be quiet');
  for (const { id, course } of labs.values())
    if (course && change.value > course.change.value)
      report(FILE, 'change.value', `is more than makes ${id} rising or falling (${course.change.value} %)`);
  for (const [id, rule] of rules)
    if (rule.mode === 'silent' && hasFlags(rule))
      report(`rules/${id}.yaml`, 'mode', 'is silent, and makes red flags: these are never kept back');
}

function hasFlags(rule: { readonly flags?: readonly unknown[] } | undefined): boolean {
  return (rule?.flags ?? []).length > 0;
}
