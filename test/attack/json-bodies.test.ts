import { describe, expect, test } from '@jest/globals';
import { VIEW } from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';
import { count, LEAK } from './hostile.js';

/** F1: bodies in the manner of the JSON parsing test suites: right, wrong, and those that parsers differ about. */

const service = serveShipped();
const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
const many = (text: string, times: number): string => text.repeat(times);

const numbers = '0 -0 1 -1 123 1.5 -1.5 1e1 1E1 1e+1 1e-1 1.5e3 0e1 0e+1 1E22 20e1 123.456e78 123e-10000000';
const strings = [
  ...['', 'a', ' ', 'é', '€', '😀', '\u2028', '\u2029', '\u00a0', '\u007f', '\u0080', '\ufeff', '\uffff'],
  ...['\u202e', '/', '*/', '<a>', 'null', 'a\u0300', '\u200b'],
].map((text) => JSON.stringify(text));
const escapes =
  '\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000 \\u0061 \\u00e9 \\u20AC \\ud83d\\ude00 \\uD834\\uDD1E \\uFFFF \\u2028 \\u0022 \\u005C \\u200B \\u0012 \\\\u0000';

/** Right JSON, though no request. */
const right: string[] = [
  ...numbers.split(' '),
  ...numbers.split(' ').map((number) => `[${number}]`),
  ...strings.flatMap((text) => [text, `[${text}]`]),
  ...escapes.split(' ').map((escape) => `["${escape}"]`),
  ...['true', 'false', 'null', '[]', '{}', '[[]]', '[{}]', '{"a":[]}', '[null]', '[1,null,2]', '[[],[[]]]'],
  ...[' [] ', '\t[]\n', '\r\n{}', '[ 4 ]', '[\n1\n]', '{ "a" : 1 }', '[false]', '[true]', '["a"]\n'],
  ...['{"a":1,"a":2}', '{"a":1,"a":1}', '{"":0}', '{"\\u0000":1}', '{"a":{"b":{"c":null}}}', '{"hook":1}'],
  ...['{"__proto__":1}', '{"constructor":{}}', '{"toString":null}', '{"min":-1e28,"max":1e28}', '{"é":1}'],
];

/** Wrong JSON. */
const wrong: Buffer[] = [
  ...[
    ...[
      '[1 true]',
      '[a]',
      '[1',
      '[1,]',
      '[1,,]',
      '[,1]',
      '[,]',
      '[1,,2]',
      '[',
      ']',
      '[]]',
      '["": 1]',
      '[""',
      '[x',
    ],
    ...[
      '["x",,]',
      '["x"]]',
      '["a",\n4\n,1,',
      '[1:2]',
      '[1\n,1\n,1',
      '[\\f]',
      '[*]',
      '[1 000.0]',
      '[[',
      '[[[1]',
    ],
    ...[
      '{',
      '}',
      '{a',
      '{"a"',
      '{"a":',
      '{"a" b}',
      '{"a":1,}',
      '{,"a":1}',
      '{"a":1,,"b":2}',
      "{'a':0}",
      '{1:1}',
    ],
    ...[
      '{a: "b"}',
      '{"a"::1}',
      '{"a":1 "b":2}',
      '{"a","b"}',
      '{"a":"b"}#',
      '{"a":"b"}/**/',
      '{"a":"b"}//',
      '{"a":1}}',
    ],
    ...[
      '{"a":/*c*/1}',
      '{null:null}',
      '{9999E9999:1}',
      '{"x", null}',
      '{"x"::"b"}',
      '{"a":true} "x"',
      '{[',
      '[{',
      '{"a":[}',
    ],
    ...[
      'tru',
      'nul',
      'fals',
      'True',
      'NULL',
      'TRUE',
      'nan',
      'NaN',
      '-NaN',
      'Infinity',
      '-Infinity',
      'undefined',
      'None',
    ],
    ...[
      '+1',
      '++1',
      '.5',
      '-.5',
      '5.',
      '-5.',
      '1.e1',
      '01',
      '-01',
      '00',
      '1e',
      '1E+',
      '1eE2',
      '0e',
      '0.3e+',
      '--1',
      '1-1',
    ],
    ...[
      '1+2',
      '0x1',
      '0x',
      '1_000',
      '1,5',
      '1 2',
      '- 1',
      '-',
      '-foo',
      '1.2.3',
      '1.2a-3',
      '1a',
      '2.e+3',
      '9.e+',
      '０',
      '١',
    ],
    ...[
      "'a'",
      "['a']",
      '"',
      '"a',
      'a"',
      '["\\',
      '["\\"]',
      '["\\x00"]',
      '["\\a"]',
      '["\\u"]',
      '["\\u00"]',
      '["\\u00G0"]',
    ],
    ...[
      '["\\U0061"]',
      '["\\uD800\\"]',
      '["\\uD800\\u"]',
      '["\\uD800\\u1"]',
      '["a\nb"]',
      '["a\tb"]',
      '["a\u0000b"]',
    ],
    ...[
      '["\u001f"]',
      '["\r"]',
      '"a" x',
      '["a" "b"]',
      '`a`',
      '“a”',
      '["\\ "]',
      '["\\😀"]',
      '["\\u{41}"]',
      '["\\e"]',
    ],
    ...[
      '<.>',
      '<a/>',
      '[<null>]',
      '// c',
      '/* c */',
      '# c',
      '{}{}',
      '[][]',
      '{} x',
      '1 []',
      'a=b',
      '---',
      '\\',
      '*',
      '😀',
    ],
    ...[
      '\u00a0[]',
      '[\u000b]',
      '[\u000c]',
      '\u2060[]',
      '[\u3000]',
      '\u0000',
      '{}\u0000',
      '[1]\u0000',
      '\u0000{}',
    ],
    ...[
      '{"a":\u00a01}',
      '{"a"\u2028:1}',
      'é',
      '[é]',
      '@',
      '$',
      '(1)',
      '(function(){})()',
      'new Date()',
      '[1..2]',
      '[/a/]',
    ],
    ...[
      many('[', 100_000),
      many('{"a":', 50_000),
      many('[{"":', 50_000),
      `${many('[', 2000)}1${many(']', 1999)}`,
    ],
  ].map((text) => bytes(text)),
  ...[0x80, 0xc0, 0xe5, 0xf5, 0xff].flatMap((byte) => [
    bytes(byte),
    bytes('[', byte, ']'),
    bytes('{', byte, '}'),
  ]),
  ...[
    bytes(0xfe, 0xff),
    bytes(0xff, 0xfe),
    bytes(0xff, 0xfe, '['),
    bytes(0xef, 0xbb, '{}'),
    bytes(0xef, 0xbb, 0xbf),
  ],
  ...[bytes('[1', 0xe5, ']'), bytes('[1e1', 0xe5, ']'), bytes('[0', 0xe5, ']'), bytes('["\\u', 0xe5, '"]')],
];

/** What one parser takes and the next does not. */
const disputed: Buffer[] = [
  ...['1e400', '-1e400', '1e-400', '0.4e00669999999999999999999999999', '1e99999999', many('9', 400)].map(
    (one) => bytes(`[${one}]`),
  ),
  ...[
    '\\uD800',
    '\\uDFAA',
    '\\uD800\\uD800',
    '\\uDd1e\\uD834',
    '\\uD800\\n',
    '\\uD800a',
    '\\uFDD0',
    '\\uDBFF\\uDFFF',
  ].map((one) => bytes(`["${one}"]`)),
  ...['\\uD800', '\\u0000', '__proto__'].map((one) => bytes(`{"${one}":{"${one}":1}}`)),
  bytes(0xef, 0xbb, 0xbf, '{}'),
  bytes(0xef, 0xbb, 0xbf, '[]'),
  ...[
    [0xc0, 0xaf],
    [0xe0, 0xff],
    [0xe6, 0x97, 0xa5, 0xd1, 0x88, 0xfa],
    [0xed, 0xa0, 0x80],
    [0xf4, 0xbf, 0xbf, 0xbf],
    [0xf0, 0x80, 0x80, 0xaf],
    [0xfc, 0x83, 0xbf, 0xbf, 0xbf, 0xbf],
    [0x81],
    [0xff],
    [0xe9],
  ].map((invalid) => bytes('["', ...invalid, '"]')),
  Buffer.from('[]', 'utf16le'),
  Buffer.from('\ufeff{"a":1}', 'utf16le'),
  Buffer.from('{"a":1}', 'utf16le').swap16(),
  bytes(`${many('[', 500)}${many(']', 500)}`),
  bytes(`${many('[', 100_000)}${many(']', 100_000)}`),
  bytes(`${many('{"a":', 50_000)}1${many('}', 50_000)}`),
];

const kinds = { right: right.map((text) => bytes(text)), wrong, disputed };
const paths = [`/cds-services/${VIEW}`, `/cds-services/${VIEW}/feedback`, `/explain/${VIEW}`];
const all = Object.values(kinds).flat();

async function send(path: string, body: Buffer, charset = ''): Promise<{ status: number; text: string }> {
  const answer = await fetch(service.url() + path, {
    method: 'POST',
    headers: { 'Content-Type': `application/json${charset}` },
    body: new Uint8Array(body),
  });
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(JSON.parse(text)).toHaveProperty('resourceType', 'OperationOutcome');
  expect([body.toString(), LEAK.exec(text)?.[0]]).toEqual([body.toString(), undefined]);
  return { status: answer.status, text };
}

describe(`F1: ${all.length} bodies to ${paths.length} endpoints`, () => {
  test('are at least as many as the public suite has', () => {
    expect(all.length).toBeGreaterThanOrEqual(318);
    for (const text of right) expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each(Object.entries(kinds))(
    '%s: each is answered 400, as JSON, and gives nothing away',
    async (_kind, bodies) => {
      const other: unknown[] = [];
      for (const path of paths)
        for (const body of bodies) {
          const { status } = await send(path, body);
          if (status !== 400) other.push([path, body.toString().slice(0, 80), status]);
        }
      expect(other).toEqual([]);
      expect(service.logged).toEqual([]);
    },
  );

  test('wrong under another charset: never a failure', async () => {
    for (const charset of ['; charset=utf-16', '; charset=utf-8', '; charset=utf-32'])
      for (const body of disputed) expect((await send(paths[0]!, body, charset)).status).toBeLessThan(500);
    count('F1', all.length * paths.length + 3 * disputed.length, 'answered 5xx, not as JSON or with a leak');
  });
});
