import { siteLimits } from '../../core/readings/fallback-limits.js';
import { convertLimit, readable } from '../../core/readings/units.js';
import type { Client, Lab, SiteLimit } from '../../core/model/knowledge.js';
import type { Files } from '../files.js';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';
import { checkV2 } from './check-v2.js';

/**
 * Reports what a site decided that cannot be meant: a limit of no lab, in no unit of it, or out of all reason; an issuer that two
 * files name, as the page of one patient could not tell whose it is; and what is agreed about HL7 v2 messages and cannot be meant.
 */
export function checkClients({ clients, labs }: Files, report: Report): void {
  const named = new Map<string, string>();
  for (const [id, client] of clients) {
    const file = `clients/${id}.yaml`;
    for (const [lab, limit] of Object.entries(client.limits ?? {})) {
      const known = labs.get(lab);
      const key = `limits.${lab}`;
      if (!known) report(file, key, `no lab '${lab}'${suggestion(lab, labs.keys())}`);
      else if (known.limits.length === 0)
        report(file, key, 'has no default limit that it could stand in for');
      else checkLimit(known, limit, file, key, report);
    }
    if (client.smart) checkSmart(client.smart, file, named, report);
    if (client.v2) checkV2(client.v2, file, report);
  }
}

function checkSmart(
  { issuers, scopes }: NonNullable<Client['smart']>,
  file: string,
  named: Map<string, string>,
  report: Report,
): void {
  for (const [index, issuer] of issuers.entries()) {
    const other = named.get(issuer);
    if (other !== undefined) report(file, `smart.issuers[${index}]`, `is an issuer of ${other} too`);
    named.set(issuer, file);
  }
  for (const scope of ['openid', 'fhirUser'])
    if (!scopes.includes(scope))
      report(file, 'smart.scopes', `lacks ${scope}: what is for clinicians is shown to none but them`);
}

/** Within what is believed of a laboratory's own limit; where nothing is said of that, within what a value can be. */
function checkLimit(lab: Lab, site: SiteLimit, file: string, key: string, report: Report): void {
  const { spellings, plausible } = readable(lab);
  const own = (value: number, unit: string): number => convertLimit({ spellings }, value, unit) ?? NaN;
  if (Number.isNaN(own(1, site.unit))) {
    const units = lab.units.flatMap(({ as }) => as);
    report(file, `${key}.unit`, `'${site.unit}' is no unit of ${lab.id}${suggestion(site.unit, units)}`);
    return;
  }
  const believed = lab.plausibleLimit;
  const low = believed ? own(believed.low, believed.unit) : plausible.low;
  const high = believed ? own(believed.high, believed.unit) : plausible.high;
  for (const { high: limit, unit, sex } of siteLimits(site)) {
    const value = own(limit, unit);
    if (value >= low && value <= high) continue;
    const whose = sex === undefined ? 'all' : { male: 'men', female: 'women' }[sex];
    report(
      file,
      `${key}.${whose}`,
      `is not plausible: an upper limit of ${lab.id} is from ${low} to ${high} ${lab.unit ?? ''}`.trim(),
    );
  }
}
