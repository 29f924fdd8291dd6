import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example, Knowledge, Service } from '../core/model/knowledge.js';
import { moment } from '../core/record/moment.js';
import { type Report, stage } from '../knowledge/knowledge-error.js';
import { dayBefore } from './case-patients.js';
import { viewRequest } from './case-requests.js';
import type { Vignette } from './vignettes.js';

/** The time at which the numbered examples were written, and at which their responses are what the service answers. */
export const EXAMPLES_WRITTEN = '2026-11-22T10:00:00Z';

const DAY = 86_400_000;
const REQUEST = '.request.json';

/**
 * Reads the numbered requests of `examples/` and adds the vignettes. A deployment's own folder of knowledge need not have any.
 * @param hookOf the hook a service answers to
 * @throws KnowledgeError when one of them is no request
 */
export function examplesWith(
  vignettes: readonly Vignette[],
  folder: string,
  knowledge: Knowledge,
  hookOf: (service: Service) => string,
): readonly Example[] {
  if (!existsSync(join(folder, 'examples'))) return [];
  const numbered = stage((report) => numberedIn(folder, knowledge, hookOf, report));
  const service = [...knowledge.services.values()].find(({ hook }) => hook === 'patient-view');
  if (!service) return numbered;
  const whole = vignettes.map(({ id, title, patientAt }): Example => ({
    id,
    title,
    kind: 'vignette',
    service: service.id,
    hook: service.hook,
    requestAt: (now) => viewRequest(service, patientAt(now), knowledge),
  }));
  return [...numbered, ...whole];
}

function numberedIn(
  folder: string,
  { services }: Knowledge,
  hookOf: (service: Service) => string,
  report: Report,
): Example[] {
  const rows = rowsIn(join(folder, 'examples', 'README.md'));
  const files = readdirSync(join(folder, 'examples')).filter((name) => name.endsWith(REQUEST));
  return files.sort().flatMap((name) => {
    const id = name.slice(0, -REQUEST.length);
    const row = rows.get(id);
    const request = requestIn(folder, `examples/${name}`, report);
    if (!request) return [];
    const service =
      services.get(row?.service ?? '') ?? [...services.values()].find(({ hook }) => hook === request['hook']);
    if (!service) {
      report(`examples/${name}`, 'hook', 'is the hook of no service');
      return [];
    }
    const hook = hookOf(service);
    // A request with another hook is an example of a wrong one.
    const posted = request['hook'] === service.hook ? { ...request, hook } : request;
    const title = row?.title ?? titleOf(id);
    const requestAt = (now: Date): object => moved(posted, daysSince(now));
    return [{ id, title, kind: 'example', service: service.id, hook, requestAt }];
  });
}

function requestIn(
  folder: string,
  file: string,
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const request: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (typeof request === 'object' && request !== null && !Array.isArray(request))
      return request as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  report(file, '', 'is no JSON object');
  return undefined;
}

const ROW = /^\| *`(?<id>[^`|]+)` *\| *(?<service>[^|]*?) *\| *(?<title>[^|]+?) *\|/gmu;

/** What the table of the folder's README says of each example. */
function rowsIn(readme: string): ReadonlyMap<string, { readonly service: string; readonly title: string }> {
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
  return new Map(
    [...text.matchAll(ROW)].map(({ groups: { id = '', service = '', title = '' } = {} }) => [
      id,
      { service, title: title.replaceAll('`', '') },
    ]),
  );
}

/** `03-ferritin-at-the-limit` → `Ferritin at the limit` */
function titleOf(id: string): string {
  const words = id.replace(/^\d+-/u, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Days from the day the examples were written to the day of `now`. */
function daysSince(now: Date): number {
  return Math.floor(now.getTime() / DAY) - Math.floor(Date.parse(EXAMPLES_WRITTEN) / DAY);
}

/** Every whole date moved by days, somebody's birth by years, so that they stay as old as they were. What is no more than a year or a month stays. */
function moved(request: object, days: number): object {
  return JSON.parse(JSON.stringify(request), (key, value: unknown) => {
    const day = moment(value)?.day;
    if (typeof value !== 'string' || day?.length !== 10) return value;
    if (key === 'birthDate') return bornLater(day, days);
    return dayBefore(new Date(day), -days) + value.slice(10);
  }) as object;
}

/** A birthday that makes somebody as old as on the day the examples were written. */
function bornLater(birth: string, days: number): string {
  const then = EXAMPLES_WRITTEN.slice(0, 10);
  const now = dayBefore(new Date(then), -days);
  const years = yearsBetween(birth, now) - yearsBetween(birth, then);
  return `${Number(birth.slice(0, 4)) + years}${birth.slice(4).replace(/^-02-29$/u, '-02-28')}`;
}

function yearsBetween(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
