import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';

/**
 * The line, counted from 1, of a key such as `tests[0].codes` or `when.an adult` in a YAML text; a misspelt key or id that
 * the message names has the line where it stands. What is not there has the line of the nearest thing around it.
 */
export function lineOf(text: string, key: string, message = ''): number {
  const stated = /^line (\d+)$/u.exec(key)?.[1];
  if (stated !== undefined) return Number(stated);
  const lines = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: lines }).contents;
  let start = 0;
  let rest = key;
  const misspelt = /unknown key '([^']+)'/u.exec(message)?.[1];
  if (misspelt !== undefined) rest = rest === '' ? misspelt : `${rest}.${misspelt}`;
  while (rest !== '') {
    const step = stepInto(node, rest);
    if (!step) break;
    [node, start, rest] = [step.node, step.start, step.rest];
  }
  const quoted = /'([^']+)'/u.exec(message)?.[1];
  return lines.linePos(itemNamed(node, quoted) ?? start).line;
}

interface Step {
  readonly node: unknown;
  /** Offset of the key, or of the item of a list. */
  readonly start: number;
  readonly rest: string;
}

/** One step along a key. Labels of conditions hold dots and spaces, so the longest key that fits is taken. */
function stepInto(node: unknown, key: string): Step | undefined {
  if (isSeq(node)) {
    const match = /^\[(\d+)\]\.?/u.exec(key);
    const item: unknown = match ? node.items[Number(match[1])] : undefined;
    const start = offsetOf(item);
    return match && start !== undefined ? { node: item, start, rest: key.slice(match[0].length) } : undefined;
  }
  if (!isMap(node)) return undefined;
  const fitting = node.items
    .flatMap(({ key: name, value }) => {
      const word = isScalar(name) ? String(name.value) : '';
      const start = offsetOf(name);
      return start !== undefined && begins(key, word) ? [{ word, value, start }] : [];
    })
    .sort((one, other) => other.word.length - one.word.length)[0];
  if (!fitting) return undefined;
  const rest = key.slice(fitting.word.length).replace(/^\./u, '');
  return { node: fitting.value, start: fitting.start, rest };
}

function begins(key: string, word: string): boolean {
  return word !== '' && key.startsWith(word) && /^(?:$|[.[])/u.test(key.slice(word.length));
}

function offsetOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

/** Where in a list (or in what a list holds) a word stands. */
function itemNamed(node: unknown, word: string | undefined): number | undefined {
  if (word === undefined || !isSeq(node)) return undefined;
  let found: number | undefined;
  visit(node, {
    Scalar(_key, scalar) {
      if (scalar.value === word) found ??= offsetOf(scalar);
    },
  });
  return found;
}

/** Lines of every entry of a YAML text that says `verified: false`, and how many say `true`. */
export function verifiedIn(text: string): { readonly no: readonly number[]; readonly yes: number } {
  const lines = new LineCounter();
  const no: number[] = [];
  let yes = 0;
  visit(parseDocument(text, { lineCounter: lines }), {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.value !== 'verified' || !isScalar(value)) return;
      if (value.value === true) yes += 1;
      else if (value.value === false) no.push(lines.linePos(offsetOf(key) ?? 0).line);
    },
  });
  return { no, yes };
}
