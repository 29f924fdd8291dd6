import { describe, expect, test } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import type { Card } from '../../src/core/model/advice.js';
import { escapeMarkdown } from '../../src/core/cards/text.js';
import { bundleOf, man, resultOf, VIEW, viewOf } from '../support/ask.js';
import { usually } from '../support/seed.js';
import { serveShipped } from '../support/shipped.js';
import { cardProblems, count, textsOf } from './hostile.js';
import { NAUGHTY } from './naughty-strings.js';

/** M1: what a record says stays text on a card, in whatever way the card is rendered. */

const service = serveShipped();

const schemes = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
];
const tags = [
  'script',
  'img',
  'svg',
  'iframe',
  'object',
  'embed',
  'style',
  'link',
  'meta',
  'base',
  'form',
  'a',
  'video',
];
const handlers = [
  'onerror',
  'onload',
  'onclick',
  'onmouseover',
  'onfocus',
  'ontoggle',
  'onbegin',
  'onpageshow',
];

const attacks: readonly string[] = [
  ...new Set([
    ...tags.flatMap((tag) => [
      `<${tag}>x`,
      `<${tag}/src=//e.test>`,
      `</p><${tag.toUpperCase()} x>`,
      `&lt;${tag}&gt;`,
    ]),
    ...handlers.map((name) => `<b ${name}=alert(1)>`),
    ...handlers.map((name) => `" ${name}="alert(1)`),
    ...schemes.flatMap((url) => [
      `[a](${url})`,
      `![a](${url})`,
      `<${url}>`,
      `[a]: ${url}`,
      `<a href="${url}">`,
    ]),
    // Links of Markdown, bare, by reference, and as mail.
    ...[
      'http://e.test',
      'https://e.test',
      'www.e.test',
      'www.1.com',
      'evil.com',
      '//localhost',
      '//10.0.0.1/x',
      '10.0.0.1',
      'e.com',
      'münchen.de',
      'пример.рф',
      'WWW.e.test',
      'ftp://e.test',
      '//e.test',
      'e.test',
      'e.com/x',
    ],
    ...[
      'a@e.test',
      'mailto:a@e.test',
      'xmpp:a@e.test',
      '[a](//e.test)',
      '[a][b]',
      '[b]: //e.test',
      '![a](//e.test/p.png)',
    ],
    ...[
      '[a](<//e.test>)',
      '[a](//e.test "t")',
      '[[a]](//e.test)',
      '[a](\\//e.test)',
      '<http://e.test>',
      '[^1]',
      '[^1]: x',
    ],
    ...[
      '](//e.test)',
      '[x',
      ')',
      'x](//e.test)[y',
      '\\[a](//e.test)',
      '\\\\[a](//e.test)',
      '\\<b>',
      '\\\\<b>',
      'a\\',
    ],
    // Blocks.
    ...[
      '# a',
      'a\n# b',
      'a\n\n<b>',
      'a\n===',
      '---',
      '***',
      '> a',
      '- a',
      '1. a',
      '- [x] a',
      '```\na',
      '~~~\na',
      '    a',
    ],
    ...[
      '| a | b |\n|---|---|',
      '**a**',
      '__a__',
      '~~a~~',
      '`a`',
      '``a``',
      '$$a$$',
      ':smile:',
      '@someone',
      '#1',
      '!!a!!',
    ],
    ...[
      '&#60;b&#62;',
      '&#x3c;script&#x3e;',
      '&lt;b&gt;',
      '&colon;',
      'javascript&colon;x',
      '&NewLine;',
      '&amp;lt;',
      '&#0;',
    ],
    // HTML that browsers mend.
    ...[
      '<',
      '<<b>b>',
      '<!--x',
      '-->',
      '<!-->',
      '<![CDATA[',
      '<?x?>',
      '<!DOCTYPE x>',
      '<b\n>',
      '<b/',
      '<\u0000b>',
      '< b>',
    ],
    ...[
      '＜script＞',
      '\u2039b\u203a',
      '<b\u200b>',
      '<\u202eb>',
      '<scr<script>ipt>',
      '"><b>',
      "'><b>",
      '<x:y>',
      '<math><mi>',
    ],
    // Characters that turn or hide text.
    ...[
      '\u202ea',
      '\u202da',
      '\u2066a',
      '\u2067a',
      '\u2068a',
      '\u2069a',
      '\u200ea',
      '\u200fa',
      '\u061ca',
      '\u200ba',
      '\u00ada',
    ],
    ...[
      '\u200ca',
      '\u200da',
      '\u2060a',
      '\ufeffa',
      '\u0000a',
      '\u001b[31ma',
      '\u0085a',
      '\u2028a',
      '\u2029a',
      '\ue000a',
    ],
    ...[
      '\u{e0041}a',
      '\ufff9a\ufffb',
      '\ud800a',
      'a\udc00',
      `${'a'.repeat(38)}😀😀`,
      `${'a'.repeat(18)}😀😀`,
    ],
    ...NAUGHTY,
  ]),
];

/** The places of a record in which free text stands, and the request that has it there. */
const places: Readonly<Record<string, (text: string) => object>> = {
  name: (text) => viewOf([high], { patient: { ...man, name: [{ family: text, given: [text], text }] } }),
  'code.text': (text) =>
    viewOf([high, { ...resultOf('b12', 1180), code: { ...(resultOf('b12', 1)['code'] as object), text } }]),
  'code.text alone': (text) => viewOf([high, { ...resultOf('b12', 1180), code: { text } }]),
  unit: (text) => viewOf([high, resultOf('b12', 1, { valueQuantity: { value: 1180, unit: text } })]),
  'unit.code': (text) =>
    viewOf([high, resultOf('b12', 1, { valueQuantity: { value: 1180, unit: 'x', code: text } })]),
  valueString: (text) => viewOf([high, resultOf('b12', 1, { valueQuantity: undefined, valueString: text })]),
  'number and text': (text) =>
    viewOf([high, resultOf('b12', 1, { valueQuantity: undefined, valueString: `1180 ${text}` })]),
  'valueCodeableConcept.text': (text) =>
    viewOf([high, resultOf('b12', 1, { valueQuantity: undefined, valueCodeableConcept: { text } })]),
  comment: (text) => viewOf([{ ...high, note: [{ text }], comment: text }]),
  performer: (text) => viewOf([{ ...high, performer: [{ display: text }] }]),
  'the range': (text) =>
    viewOf([
      {
        ...high,
        referenceRange: [{ text, high: { value: 400, unit: text } }],
        interpretation: [{ text: `it is ${text}` }],
      },
    ]),
  'a problem': (text) =>
    viewOf([high], {
      conditions: bundleOf([
        {
          resourceType: 'Condition',
          id: 'c',
          subject: high['subject'],
          code: { text, coding: [{ display: text }] },
        },
      ]),
    }),
};

const high = resultOf('ferritin', 620);

const strict = new MarkdownIt('commonmark', { html: true });
const eager = new MarkdownIt({ html: true, linkify: true, typographer: true, breaks: true });
const engines: Readonly<Record<string, (markdown: string) => string>> = {
  marked: (markdown) => marked.parse(markdown, { gfm: true, async: false }),
  'marked, with breaks': (markdown) => marked.parse(markdown, { gfm: true, breaks: true, async: false }),
  'markdown-it': (markdown) => strict.render(markdown),
  'markdown-it, with bare links': (markdown) => eager.render(markdown),
};

/** All that our own sentences make: no attribute but the start of a list, no link, no image. */
const OUR_TAG = /^<\/?(?:p|ul|ol|li|strong|em|br)(?: \/)?>$|^<ol start="\d+">$/u;

/** The link in the last line of a card. */
const OUR_LINK = /<a href="https:\/\/cds\.example\.org\/evidence\/[a-z0-9-]+">How this was decided<\/a>/gu;

/** Tags in HTML that are none of ours. */
function foreignIn(html: string): string[] {
  return [...html.replace(OUR_LINK, '').matchAll(/<[^>]*>?/gu)]
    .map(([tag]) => tag)
    .filter((tag) => !OUR_TAG.test(tag));
}

function problemsOf(card: Card): unknown[] {
  return [
    ...cardProblems(card),
    ...Object.entries(engines).flatMap(([engine, render]) =>
      textsOf(card).flatMap((text) => foreignIn(render(text)).map((tag) => [engine, tag])),
    ),
  ];
}

describe(`M1: ${attacks.length} texts in ${Object.keys(places).length} places, ${Object.keys(engines).length} ways to render`, () => {
  test('there are enough of them', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(150);
  });

  const names = Object.keys(places);
  /** Places for each text, others for the next; a search tries every text in every place. */
  const some = usually(3, names.length);

  test.each(Object.entries(places))('%s', async (name, request) => {
    const wrong: unknown[] = [];
    const isTried = (which: number): boolean => (names.indexOf(name) + which * some) % names.length < some;
    const tried = attacks.filter((_text, which) => isTried(which));
    expect(tried.length).toBeGreaterThan(attacks.length / 6);
    for (const text of tried) {
      const answer = await service.post(`/cds-services/${VIEW}`, request(text));
      const { cards } = (await answer.json()) as { cards: Card[] };
      const problems = cards.flatMap(problemsOf);
      if (cards.length === 0) problems.push('no card');
      if (problems.length > 0) wrong.push([text, ...problems]);
    }
    expect(wrong).toEqual([]);
  });

  test('whole, in the middle of a sentence and twice in a line, without the clipping of a card', () => {
    const wrong: unknown[] = [];
    for (const text of attacks.filter(({ length }) => length < 2_000))
      for (const sentence of [
        `- Ferritin: ${escapeMarkdown(text)}`,
        `**a** ${escapeMarkdown(text)}${escapeMarkdown(text)} (b)`,
      ])
        for (const [engine, render] of Object.entries(engines)) {
          const foreign = foreignIn(render(sentence));
          if (foreign.length > 0) wrong.push([text, engine, ...foreign]);
        }
    expect(wrong).toEqual([]);
    count('M1', attacks.length * some, 'became markup, a link, an image or an invisible character');
  });

  test('the search for tags finds them', () => {
    for (const html of [
      '<script>',
      '<img src=x>',
      '<a href="x">',
      '<p onclick=x>',
      '<P>',
      '<p',
      '<!--',
      '<ol start="x">',
    ])
      expect(foreignIn(html)).toHaveLength(1);
  });
});
