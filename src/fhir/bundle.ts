type Json = Readonly<Record<string, unknown>>;

/** The resources of a searchset as they came. */
export function resourcesOf(bundle: Json): readonly Json[] {
  return list(bundle['entry']).flatMap((entry) => {
    const resource = isObject(entry) ? entry['resource'] : undefined;
    return isObject(resource) ? [resource] : [];
  });
}

/** The address of the next page, of whatever shape; `undefined` on the last. */
export function nextLink(bundle: Json): unknown {
  const next = list(bundle['link']).find((link) => isObject(link) && link['relation'] === 'next');
  return isObject(next) ? (next['url'] ?? null) : undefined;
}

/**
 * A page with no more entries than are left, those of Bundles inside it included; the very same page when it has no more.
 * @param left is lessened by what is kept
 */
export function cut(page: Json, left: { entries: number }): Json {
  const entries = list(page['entry']);
  const kept = entries.findIndex((entry) => (left.entries -= 1 + entriesInside(entry)) < 0);
  if (kept < 0) return page;
  left.entries = 0;
  return { ...page, entry: entries.slice(0, kept) };
}

function entriesInside(entry: unknown): number {
  const resource = isObject(entry) ? (entry['resource'] ?? entry) : undefined;
  return isObject(resource) ? list(resource['entry']).length : 0;
}

/** One searchset of several pages. */
export function joined(pages: readonly Json[]): Json {
  return { ...pages[0], entry: pages.flatMap((page) => list(page['entry'])) };
}

/** Whether every resource that names a patient names another one: then the server answered a question nobody asked. */
export function isOfAnother(resources: readonly Json[], patientId: string): boolean {
  const named = resources.flatMap((resource) => patientOf(resource) ?? []);
  return named.length > 0 && named.every((id) => id !== patientId);
}

function patientOf(resource: Json): string | undefined {
  if (resource['resourceType'] === 'Patient') return typeof resource['id'] === 'string' ? resource['id'] : '';
  const subject = resource['subject'] ?? resource['patient'];
  const reference = isObject(subject) ? subject['reference'] : undefined;
  return typeof reference === 'string' ? /(?:^|\/)Patient\/([^/]+)/.exec(reference)?.[1] : undefined;
}

/** Whether dates do not rise from one to the next: the server sorted as asked. One without a date is passed over. */
export function isNewestFirst(resources: readonly Json[]): boolean {
  const dates = resources.flatMap((resource) => dateOf(resource) ?? []);
  return dates.every((date, index) => index === 0 || date <= (dates[index - 1] ?? date));
}

function dateOf(resource: Json): string | undefined {
  const period = resource['effectivePeriod'] ?? resource['performedPeriod'];
  const start = isObject(period) ? period['start'] : undefined;
  const dates = [
    resource['effectiveDateTime'],
    resource['performedDateTime'],
    resource['authoredOn'],
    start,
    resource['issued'],
  ];
  // By day: servers differ in how they sort times of different precision and zone.
  return dates.find((date) => typeof date === 'string')?.slice(0, 10);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
