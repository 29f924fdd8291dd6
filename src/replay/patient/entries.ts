import type { Received, SetAside } from '../../core/model/advice.js';
import { isObject } from '../../core/record/codes.js';
import { moment } from '../../core/record/moment.js';
import { readPart } from '../../hooks/r4/part.js';
import { subjectOf } from '../lines/subject.js';
import type { About } from './about.js';
import { happenedAt, knownFrom } from './known-from.js';

/** A resource of a patient as the service takes it in, with what is known of its time. */
export interface Entry {
  readonly type: string;
  /** As it came. */
  readonly raw: unknown;
  /** Nothing when it cannot be read. */
  readonly received: Received | undefined;
  readonly setAside: readonly SetAside[];
  /** Milliseconds; `undefined` when it says nothing of its time. */
  readonly from: number | undefined;
  readonly happened: number | undefined;
  /** Ids of the labs it holds results of. */
  readonly labs: readonly string[];
  /** Ids of the labs that start a rule, of which it holds a result or is called as one. */
  readonly starts: readonly string[];
  /** Of these, those it is only called after: its code is mapped to none. */
  readonly called: readonly string[];
}

/**
 * The resources that lines hold of a patient: each line once, in the order of their bytes, so that the order and number of files
 * change nothing; put right and checked as the service does with what it is sent.
 */
export function entriesOf(
  id: string,
  lines: readonly Buffer[],
  aboutOf: About,
  triggers: ReadonlySet<string>,
): Entry[] {
  const sorted = [...lines].sort((one, other) => one.compare(other));
  const distinct = sorted.filter((line, at) => at === 0 || line.compare(sorted[at - 1] ?? line) !== 0);
  const entries = distinct.flatMap((line, place): Entry[] => {
    const raw = parsed(line);
    const type = isObject(raw) ? raw['resourceType'] : undefined;
    if (typeof type !== 'string' || !isOf(raw, id)) return [];
    const { labs, called, concerns } = aboutResults(raw, type, aboutOf);
    if (type === 'Observation' && !concerns) return [];
    const { resources, setAside } = readPart(raw, `export.entry[${String(place)}]`, false);
    const dated = resources[0]?.resource ?? raw;
    return [
      {
        ...{ type, raw, received: resources[0], setAside, labs, called },
        from: knownFrom(dated),
        happened: happenedAt(dated),
        starts: [...new Set([...labs.filter((lab) => triggers.has(lab)), ...called])],
      },
    ];
  });
  return withVersions(entries);
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** Lines are sorted to patients by their bytes; the resource itself has the last word. An identifier was looked up before. */
function isOf(resource: unknown, id: string): boolean {
  const named = subjectOf(resource);
  return named.id === id || (named.id === undefined && named.identifier !== undefined);
}

/** What results a resource holds; of a report only what it contains is one: its own code says what was asked. */
function aboutResults(resource: unknown, type: string, aboutOf: About): ReturnType<About> {
  if (type === 'Observation') return aboutOf(resource);
  if (type !== 'DiagnosticReport') return NO_RESULTS;
  return isObject(resource) ? { ...aboutOf({ contained: resource['contained'] }), called: [] } : NO_RESULTS;
}

const NO_RESULTS = { labs: [], called: [], concerns: false } as const;

/**
 * Of several versions of one resource the first counts from its own date, and each that follows from when it was updated. Where nothing
 * tells which came first, each counts from its own date.
 */
function withVersions(entries: readonly Entry[]): Entry[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const id: unknown = isObject(entry.raw) ? entry.raw['id'] : undefined;
    if (typeof id !== 'string') continue;
    const key = `${entry.type}/${id}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  const moved = new Map<Entry, Entry>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const dated = group.map((entry) => ({ entry, updated: updatedAt(entry.raw) }));
    const first = Math.min(...dated.map(({ updated }) => updated ?? -Infinity));
    for (const { entry, updated } of dated)
      if (updated !== undefined && updated > first)
        moved.set(entry, { ...entry, from: Math.max(entry.from ?? updated, updated) });
  }
  return moved.size === 0 ? [...entries] : entries.map((entry) => moved.get(entry) ?? entry);
}

function updatedAt(resource: unknown): number | undefined {
  const meta: unknown = isObject(resource) ? resource['meta'] : undefined;
  return moment(isObject(meta) ? meta['lastUpdated'] : undefined)?.first;
}
