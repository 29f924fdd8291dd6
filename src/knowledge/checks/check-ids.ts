import type { Lab, OrderWindow } from '../../core/model/knowledge.js';
import { WORKUP } from '../../core/facts/names.js';
import { type Files, type Folder, FOLDERS, KINDS, type RuleFile } from '../files.js';
import type { Report } from '../knowledge-error.js';
import { foldWords } from '../../core/record/words.js';
import { suggestion } from '../nearest.js';
import { checkGroups } from './check-groups.js';

/** Checks that every id a file names is there. */
export function checkIds(files: Files, report: Report): void {
  const need = (folder: Folder, id: string, file: string, key: string): void => {
    if (!files[folder].has(id))
      report(file, key, `no ${KINDS[folder]} '${id}'${suggestion(id, files[folder].keys())}`);
  };
  const needAll = (folder: Folder, ids: readonly string[], file: string, key: string): void => {
    for (const id of ids) need(folder, id, file, key);
  };
  const needWindow = (window: OrderWindow | undefined, file: string, key: string): void => {
    if (window && 'since' in window) need('labs', window.since, file, `${key}.since`);
  };
  for (const folder of FOLDERS)
    for (const [id, data] of files[folder]) {
      const file = `${folder}/${id}.yaml`;
      for (const [key, source] of sourcesIn(data)) need('sources', source, file, key);
    }
  for (const [key, source] of sourcesIn(files.quiet)) need('sources', source, 'quiet.yaml', key);
  const labOf = new Map<string, string>();
  const labCalled = new Map<string, string>();
  for (const [id, lab] of files.labs) {
    if (lab.pair) need('labs', lab.pair.with, `labs/${id}.yaml`, 'pair.with');
    checkUnits(lab, report);
    checkCodes(lab, labOf, report);
    checkNames(lab, labCalled, report);
    checkOutcomes(lab, report);
  }
  for (const [id, { sample }] of files['value-sets'])
    if (sample !== undefined) need('labs', sample, `value-sets/${id}.yaml`, 'sample');
  for (const [id, rule] of files.rules) {
    const file = `rules/${id}.yaml`;
    needAll('labs', rule.triggers, file, 'triggers');
    needAll('causes', rule.consider ?? [], file, 'consider');
    needAll('orders', rule.suggest ?? [], file, 'suggest');
    needAll('causes', rule.missNot?.causes ?? [], file, 'missNot.causes');
    checkQuiet(rule, file, report);
    for (const flag of rule.flags ?? []) needAll('labs', flag.shows, file, `flags.${flag.id}.shows`);
    for (const line of rule.lines ?? [])
      if ('id' in line) needAll('labs', line.about ?? [], file, `lines.${line.id}.about`);
  }
  for (const [id, reason] of files.reasons) needAll('labs', reason.about, `reasons/${id}.yaml`, 'about');
  for (const [id, { at = [] }] of files.facts)
    needAll(
      'labs',
      at.filter((anchor) => anchor !== WORKUP),
      `facts/${id}.yaml`,
      'at',
    );
  const stageIds = files.stages.stages.map((stage) => stage.id);
  const testOf = new Map<string, string>();
  for (const [id, order] of files.orders) {
    const file = `orders/${id}.yaml`;
    if (!stageIds.includes(order.stage))
      report(file, 'stage', `no stage '${order.stage}'${suggestion(order.stage, stageIds)}`);
    const own = order.tests.map((test) => test.id);
    for (const [place, { partOf }] of order.tests.entries())
      if (partOf !== undefined && !own.includes(partOf))
        report(file, `tests[${place}].partOf`, `no test '${partOf}' in this order${suggestion(partOf, own)}`);
    needWindow(order.window, file, 'window');
    needAll('labs', order.urgent?.labs ?? [], file, 'urgent.labs');
    for (const [place, test] of order.tests.entries()) {
      const key = `tests[${place}]`;
      const other = testOf.get(test.id);
      if (other !== undefined) report(file, `${key}.id`, `'${test.id}' is a test of ${other} already`);
      testOf.set(test.id, file);
      needWindow(test.window, file, `${key}.window`);
      for (const labs of test.doneBy.labs) needAll('labs', labs, file, `${key}.doneBy.labs`);
    }
  }
  for (const [id, { rule, arms }] of files.experiments) {
    const file = `experiments/${id}.yaml`;
    need('rules', rule, file, 'rule');
    for (const arm of arms) needAll('orders', arm.orders ?? [], file, `arms.${arm.id}.orders`);
  }
  for (const [id, service] of files.services) {
    const file = `services/${id}.yaml`;
    needAll('rules', service.rules, file, 'rules');
    for (const [key, template] of Object.entries(service.prefetch))
      if ('labs' in template) needAll('labs', template.labs, file, `prefetch.${key}.labs`);
    checkGroups(service, files.labs, file, report);
  }
  const clientOf = new Map<string, string>();
  for (const [id, client] of files.clients) {
    const file = `clients/${id}.yaml`;
    const { issuer, fhirServers = [] } = client;
    if (issuer !== undefined) {
      const other = clientOf.get(issuer);
      if (other !== undefined) report(file, 'issuer', `is the issuer of clients/${other}.yaml already`);
      clientOf.set(issuer, id);
    }
    for (const [place, base] of fhirServers.entries())
      if (!URL.canParse(base)) report(file, `fhirServers[${place}]`, 'is no URL');
    need('words', client.language, file, 'language');
    const mapped = new Map<string, string>();
    for (const [place, { system = '', code, lab }] of client.localCodes.entries()) {
      need('labs', lab, file, `localCodes[${place}].lab`);
      const key = `${system}|${code}`;
      const other = mapped.get(key);
      if (other !== undefined && other !== lab)
        report(file, `localCodes[${place}]`, `'${code}' stands for ${other} already`);
      mapped.set(key, lab);
    }
  }
}

/** What a quieter card names must be orders and warnings of its own rule. */
function checkQuiet({ quiet = [], suggest = [], indicator }: RuleFile, file: string, report: Report): void {
  const warnings = Object.keys(indicator.warning ?? {});
  for (const { id, despite = [], done, offers = [] } of quiet) {
    for (const label of despite === 'all' ? [] : despite)
      if (!warnings.includes(label))
        report(file, `quiet.${id}.despite`, `no warning '${label}'${suggestion(label, warnings)}`);
    for (const order of [...offers, ...(done?.apart ?? [])])
      if (!suggest.includes(order))
        report(file, `quiet.${id}`, `suggests no '${order}'${suggestion(order, suggest)}`);
  }
}

/** A limit must be in a unit the lab reads, and the lab must read its own. */
function checkUnits({ id, unit, units, limits, plausible, plausibleLimit }: Lab, report: Report): void {
  if (unit === undefined) return;
  const known = units.flatMap(({ as }) => as);
  const need = (name: string, key: string): void => {
    if (!known.includes(name))
      report(`labs/${id}.yaml`, key, `'${name}' is not among units${suggestion(name, known)}`);
  };
  need(unit, 'unit');
  for (const [place, limit] of limits.entries()) need(limit.unit, `limits[${place}].unit`);
  if (plausible) need(plausible.unit, 'plausible.unit');
  if (plausibleLimit) need(plausibleLimit.unit, 'plausibleLimit.unit');
}

/** A code stands for one lab only, and no lab rejects what it accepts. */
function checkCodes({ id, codes, rejects }: Lab, labOf: Map<string, string>, report: Report): void {
  const rejected = new Set(rejects.map(({ system, code }) => `${system}|${code}`));
  for (const { system, code } of codes) {
    const name = `${system}|${code}`;
    const other = labOf.get(name);
    if (other !== undefined)
      report(`labs/${id}.yaml`, 'codes', `${name} is a code of labs/${other}.yaml already`);
    if (rejected.has(name)) report(`labs/${id}.yaml`, 'rejects', `${name} is among codes too`);
    labOf.set(name, id);
  }
}

/** A name, as it is compared, stands for one lab only. */
function checkNames({ id, names }: Lab, labCalled: Map<string, string>, report: Report): void {
  for (const name of names) {
    const folded = foldWords(name);
    const other = labCalled.get(folded);
    if (folded === '') report(`labs/${id}.yaml`, 'names', `'${name}' is no name once it is compared`);
    else if (other !== undefined)
      report(`labs/${id}.yaml`, 'names', `'${name}' is a name of labs/${other}.yaml already`);
    labCalled.set(folded, id);
  }
}

/** A word or code, as it is compared, says one thing only. */
function checkOutcomes({ id, ...lab }: Lab, report: Report): void {
  const saidBy = new Map<string, string>();
  for (const side of ['positive', 'negative', 'borderline'] as const)
    for (const said of [
      ...(lab[side]?.texts ?? []).map((text) => foldWords(text)),
      ...(lab[side]?.codes ?? []).map(({ system, code }) => `${system}|${code}`),
    ]) {
      const other = saidBy.get(said);
      if (other !== undefined) report(`labs/${id}.yaml`, side, `'${said}' stands under ${other} already`);
      saidBy.set(said, side);
    }
}

/** Every source a file names, with its key. */
function* sourcesIn(data: unknown, key = ''): Generator<readonly [key: string, source: string]> {
  if (typeof data !== 'object' || data === null) return;
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    const inner = Array.isArray(data) ? `${key}[${name}]` : key === '' ? name : `${key}.${name}`;
    if ((name === 'source' || name === 'because') && Array.isArray(value))
      for (const source of value) yield [inner, String(source)];
    else yield* sourcesIn(value, inner);
  }
}
