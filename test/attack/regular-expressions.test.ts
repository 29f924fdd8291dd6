import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { OBJECT_NAMES } from './hostile.js';
import { readable, readQuantity, readValueString } from '../../src/core/readings/units.js';
import { escapeMarkdown } from '../../src/core/cards/text.js';
import { lab } from '../support/ask.js';
import { record } from '../support/record.js';

/** F6: no regular expression of the program, and no pattern of its schemas, takes long on any text. */

/**
 * Of processor time, which other work on the machine does not use up. What grows with the text takes some ten milliseconds for
 * this length, what grows with its square takes ten seconds or more.
 */
const BOUND_MS = 1_000;
const LENGTH = 100_000;

const src = fileURLToPath(new URL('../../src', import.meta.url));
const schemas = fileURLToPath(new URL('../../src/knowledge/schema', import.meta.url));

/**
 * Read nothing but what belongs to the program or comes from its own knowledge files and environment: developers' tools,
 * pages made at the start, query templates.
 */
const OWN_TEXT =
  /^(cases|knowledge|pages|profiles|tools)\/|^config(-values)?\.ts$|^hooks\/(discovery|queries)\.ts$|\/generate\.ts$/;

interface Found {
  readonly name: string;
  readonly expression: RegExp;
}

function inSource(file: string): Found[] {
  const tree = ts.createSourceFile(file, readFileSync(join(src, file), 'utf8'), ts.ScriptTarget.ES2023, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({
        name: node.text,
        expression: new RegExp(node.text.slice(1, end), node.text.slice(end + 1)),
      });
    }
    if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') {
      const [pattern, flags] = node.arguments ?? [];
      if (pattern && ts.isStringLiteral(pattern))
        found.push({
          name: pattern.text,
          expression: new RegExp(pattern.text, flags && ts.isStringLiteral(flags) ? flags.text : ''),
        });
      else found.push({ name: `${file}: not a literal`, expression: /$^/ });
    }
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'pattern' &&
      ts.isStringLiteral(node.initializer)
    )
      found.push({ name: node.initializer.text, expression: new RegExp(node.initializer.text, 'u') });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function inSchema(value: unknown): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'pattern' && typeof inner === 'string'
      ? [{ name: inner, expression: new RegExp(inner, 'u') }]
      : inSchema(inner),
  );
}

function once(found: Found[]): Found[] {
  return [...new Map(found.map((one) => [String(one.expression), one])).values()];
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /(\.ts|\.generated\.js)$/.test(file) && !file.endsWith('.d.ts') && !OWN_TEXT.test(file));
const expressions = once([
  ...files.flatMap(inSource),
  ...readdirSync(schemas).flatMap((file) => inSchema(JSON.parse(readFileSync(join(schemas, file), 'utf8')))),
]);

const PIECES =
  'a|A|0|9| |\t|\n|.|-|/|\\|<|>|=|:|;|,|(|[|{|{{|}|_|*|+|@|#|%|&|"|\'|~|!|é|µ|😀|\u200b|\u0000|a.|a-|a/|a |a:|0.|0 |0,|-0|1.1|<1|> |//|http://|https://a/|www.|Patient/|Patient/a/|/_history/|{a|{a}|%41|a=a&|\\Z03BC\\|=a|a,|\\,|\\|2026-|T00:00|+00:00|Bearer |eyJ.|x; |"a" '
    .split('|')
    .filter((piece) => piece !== '');
const HEADS = [
  '',
  'http://',
  'https://a/',
  '{',
  '(',
  '"',
  '<',
  '>',
  '0',
  'a',
  'greater than ',
  '-',
  '\\',
  '?',
  '2026-11-22T',
];
const TAILS = ['', '!', '\u0000', '\n', ' x'];
const pumped = PIECES.flatMap((piece, which) => {
  const body = piece.repeat(Math.ceil(LENGTH / piece.length));
  // Every head and every tail occurs with every kind of piece in some rotation.
  return [0, 1, 2, 3].map(
    (turn) => HEADS[(which + turn * 4) % HEADS.length]! + body + TAILS[(which + turn) % TAILS.length]!,
  );
});

/** Milliseconds of processor time; the less of two, so that a collection of garbage is not taken for a slow pattern. */
function costOf(run: () => unknown): number {
  const once = (): number => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  const took = once();
  return took <= BOUND_MS ? took : Math.min(took, once());
}

describe('F6: regular expressions', () => {
  test(`${expressions.length} expressions on ${pumped.length} texts of ${LENGTH} characters`, () => {
    expect(expressions.length).toBeGreaterThan(50);
    expect(expressions.filter(({ name }) => name.endsWith('not a literal'))).toEqual([]);
    const slow: unknown[] = [];
    for (const { name, expression } of expressions)
      for (const text of pumped) {
        const took = costOf(() => (expression.global ? text.replace(expression, '') : expression.test(text)));
        if (took <= BOUND_MS) continue;
        slow.push([name, JSON.stringify(text.slice(0, 24)), Math.round(took)]);
        break;
      }
    expect(slow).toEqual([]);
    record(
      `F6: ${expressions.length * pumped.length} tried, 0 took more than ${BOUND_MS} ms of processor time`,
    );
  });

  test('the readers of units and values, and what writes text on cards', () => {
    const ferritin = readable(lab('ferritin'));
    for (const text of [...pumped, ...OBJECT_NAMES])
      for (const read of [
        () => readQuantity(ferritin, { value: 1, unit: text, code: text }),
        () => readValueString(ferritin, text),
        () => escapeMarkdown(text),
      ]) {
        expect(costOf(read)).toBeLessThan(BOUND_MS);
      }
  });
});
