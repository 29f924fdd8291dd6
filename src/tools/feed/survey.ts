import type { Client, Knowledge } from '../../core/model/knowledge.js';
import { isObject } from '../../core/record/codes.js';
import { takeApart } from '../../hooks/r4/take-apart.js';
import { createCount, type Tallies } from './count.js';
import { type Brought, throughTheDoor } from './door.js';
import type { SampleFile } from './files.js';
import { jsonValues } from './json-values.js';
import { isV2File, v2Values } from './v2-values.js';
import { createPeople } from './people.js';
import { createReader } from './reading.js';
import type { Place } from './tally.js';

/** A line that holds no JSON, or, with line 0, a file that cannot be read. */
export interface Bad {
  readonly place: Place;
  readonly why: string;
}

/** What was found in a sample. */
export interface Survey {
  readonly tallies: Tallies;
  readonly results: number;
  /** Patients whose Patient resource came. */
  readonly people: number;
  readonly peopleAreAll: boolean;
  /** The first ones. */
  readonly bad: readonly Bad[];
  readonly badCount: number;
}

export interface Surroundings {
  readonly knowledge: Knowledge;
  readonly client: Client;
  readonly now: Date;
  /** Told how many bytes are done, of how many; each file is gone through twice. */
  readonly progress: (done: number, all: number) => void;
}

const MOST_BAD = 20;

/**
 * Goes through the files twice: first for the patients, as limits depend on sex and age, then for the results. One line, or one
 * value over several lines, is held at a time; beside it the counts, and of at most 200,000 patients what `People` keeps.
 */
export async function surveyOf(
  files: readonly SampleFile[],
  { knowledge, client, now, progress }: Surroundings,
): Promise<Survey> {
  const all = 2 * files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const passed = (bytes: number): void => progress((done += bytes), all);
  const people = createPeople();
  for await (const item of itemsOf(files, client, passed))
    if ('value' in item) for (const { resource } of takeApart(item.value, '').found) people.add(resource);

  const { tallies, results, take } = createCount(knowledge, createReader(knowledge, client, now));
  const bad: Bad[] = [];
  let badCount = 0;
  for await (const item of itemsOf(files, client, passed))
    if ('value' in item)
      for (const one of throughTheDoor(item, people))
        take(one, insideOf(item.place, item.placeOf?.(one.content) ?? one.from));
    else {
      badCount++;
      if (bad.length < MOST_BAD) bad.push(item);
    }
  progress(all, all);
  return {
    tallies,
    results: results(),
    people: people.size(),
    peopleAreAll: !people.isFull(),
    bad,
    badCount,
  };
}

/** The values of all files, those of a list one by one. */
async function* itemsOf(
  files: readonly SampleFile[],
  client: Client,
  passed: (bytes: number) => void,
): AsyncGenerator<Bad | (Brought & { readonly place: Place })> {
  for (const [index, { path }] of files.entries()) {
    const file = index + 1;
    try {
      if (isV2File(path)) {
        for await (const { line, ...item } of v2Values(path, client, passed))
          yield 'bad' in item ? { place: { file, line }, why: item.bad } : { place: { file, line }, ...item };
        continue;
      }
      for await (const line of jsonValues(path, passed)) {
        const place = { file, line: line.line };
        if ('bad' in line) yield { place, why: line.bad };
        else
          for (const brought of valuesIn(line.value))
            yield { place: insideOf(place, brought.at), ...brought };
      }
    } catch (error) {
      const { code } = error as { code?: unknown };
      yield { place: { file, line: 0 }, why: `unreadable (${typeof code === 'string' ? code : 'damaged'})` };
    }
  }
}

/** The items of a list; of a recorded request to a CDS Hooks service what it brought; else the value itself. */
function valuesIn(value: object): readonly (Brought & { readonly at: string })[] {
  const plain = (one: unknown, at = ''): Brought & { readonly at: string } => ({
    value: one,
    handedOver: false,
    at,
  });
  if (Array.isArray(value)) return value.map((one, index) => plain(one, `[${index}]`));
  const { hook, context, prefetch } = value as Readonly<Record<string, unknown>>;
  if (typeof hook !== 'string') return [plain(value)];
  const results = isObject(context) && isObject(context['results']) ? [context['results']] : [];
  return [
    ...results.map((one) => ({ ...plain(one, 'context.results'), handedOver: true })),
    // Keys are the site's own words, and so not told.
    ...(isObject(prefetch)
      ? Object.values(prefetch)
          .filter(isObject)
          .map((one) => plain(one, 'prefetch'))
      : []),
  ];
}

/** A place with where in it a resource stands, of what the door calls `feed.entry[3]`. */
function insideOf({ inside = '', ...place }: Place, at: string): Place {
  const whole = [inside, at.replace(/^feed\.?/u, '')].filter((one) => one !== '').join(' ');
  return whole === '' ? place : { ...place, inside: whole };
}
