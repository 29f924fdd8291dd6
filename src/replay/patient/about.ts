import type { AboutCode, RecordAdvisor } from '../../core/compile.js';
import { codesIn, isObject } from '../../core/record/codes.js';

/** What a resource is about, by the codes of it, of its components and of what it contains. Takes anything; never throws. */
export type About = (resource: unknown) => AboutCode;

const NOTHING: AboutCode = { labs: [], called: [], concerns: false };
/** Different codes that are remembered; a catalogue has some thousands. */
const MOST_KNOWN = 50_000;
const MOST_CODINGS = 3;

/** Reads codes as any of the advisors does. Each code is looked up once and known again by its words. */
export function aboutBy(advisors: readonly Pick<RecordAdvisor, 'about'>[]): About {
  const known = new Map<string, AboutCode>();
  const look = (code: unknown): AboutCode => together(advisors.map(({ about }) => about(code)));
  const read = (code: unknown): AboutCode => {
    const key = keyOf(code);
    if (key === undefined) return look(code);
    let found = known.get(key);
    if (!found) {
      found = look(code);
      if (known.size < MOST_KNOWN) known.set(key, found);
    }
    return found;
  };
  return (resource) => {
    if (!isObject(resource)) return NOTHING;
    if (
      resource['component'] === undefined &&
      resource['contained'] === undefined &&
      isObject(resource['code'])
    )
      return read(resource['code']);
    return together(codesIn(resource).map(read));
  };
}

function together(all: readonly AboutCode[]): AboutCode {
  const [only = NOTHING] = all;
  if (all.length < 2) return only;
  return {
    labs: [...new Set(all.flatMap(({ labs }) => labs))],
    called: [...new Set(all.flatMap(({ called }) => called))],
    concerns: all.some(({ concerns }) => concerns),
  };
}

/** Everything that is read of a code, where it is written as programs write it. */
function keyOf(code: unknown): string | undefined {
  if (!isObject(code)) return undefined;
  const { coding, text } = code;
  let key = wordOf(text);
  if (key === undefined || (coding !== undefined && !Array.isArray(coding))) return undefined;
  const codings = (coding ?? []) as readonly unknown[];
  if (codings.length > MOST_CODINGS) return undefined;
  for (const one of codings) {
    if (!isObject(one)) return undefined;
    const { system, code: value, display } = one;
    const [first, second, third] = [wordOf(system), wordOf(value), wordOf(display)];
    if (first === undefined || second === undefined || third === undefined) return undefined;
    key += `\u0000${first}\u0000${second}\u0000${third}`;
  }
  return key;
}

/** A text, or nothing where it is absent; a text that could be taken for another's parts is none. */
function wordOf(value: unknown): string | undefined {
  if (value === undefined) return '\u0001';
  return typeof value === 'string' && !value.includes('\u0000') && value !== '\u0001' ? value : undefined;
}
