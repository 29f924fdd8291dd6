/** What is filled into a template: the same words for every line of one kind. */
export type Words = Readonly<Record<string, string | number | undefined>>;

/** One line of an export but for the words that differ from line to line. */
export type Template = (words: Words) => string;

/** `"#number"` becomes a number, `$value` stands inside a text. */
const WORD = /"#(?<number>[a-z]+)"|\$(?<text>[a-z]+)/giu;

/** The words that a text asks for. */
export function wordsIn(json: string): ReadonlySet<string> {
  return new Set([...json.matchAll(WORD)].map(nameOf));
}

/**
 * Turns a resource into the line that says it, written out once and filled in many times.
 * @param fixed words that are the same on every line; they may hold any character, the others only what JSON leaves as it is
 */
export function templateOf(resource: object, fixed: Words = {}): Template {
  const json = JSON.stringify(resource).replace(WORD, (whole, ...found) => {
    const value = fixed[nameOf([whole, ...(found as string[])] as unknown as RegExpMatchArray)];
    if (value === undefined) return whole;
    return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(1, -1);
  });
  const pieces: string[] = [];
  const names: string[] = [];
  let from = 0;
  for (const match of json.matchAll(WORD)) {
    pieces.push(json.slice(from, match.index));
    names.push(nameOf(match));
    from = match.index + match[0].length;
  }
  const last = json.slice(from);
  return (words) => {
    let line = '';
    for (let place = 0; place < pieces.length; place += 1)
      line += (pieces[place] ?? '') + String(words[names[place] ?? ''] ?? '');
    return line + last;
  };
}

/** RFC 7396, JSON Merge Patch: `null` takes away, an object goes in member by member, all else is put in whole. */
export function patched(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    // Rebuilt without the member, so that nothing patched away leaves its place behind.
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = patched(result[name], value);
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(match: RegExpMatchArray): string {
  return match[1] ?? match[2] ?? '';
}
