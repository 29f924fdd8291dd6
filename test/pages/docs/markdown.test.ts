import { describe, expect, test } from '@jest/globals';
import { addressOf, type Document, resolved } from '../../../src/pages/docs/documents.js';
import { htmlOf, leadOf, picturesIn, titleOf } from '../../../src/pages/docs/markdown.js';

const document = (path: string, text: string): Document => ({
  path,
  address: addressOf(path),
  title: titleOf(text) ?? path,
  text,
});
const other = document('docs/operate.md', '# Operate');
const readme = document('README.md', '# Ours');
const picture = { address: 'way.svg', type: 'image/svg+xml', content: Buffer.from('<svg/>') };

function written(text: string, path = 'docs/integrate.md'): string {
  const documents = new Map([other, readme].map((one) => [one.path, one]));
  const pictures = new Map([['docs/way.svg', picture]]);
  return htmlOf(document(path, text), { documents, pictures }, '/x/docs').text.trim();
}

describe('a link', () => {
  test.each([
    ['to a document beside it', '[a](operate.md)', '<a href="/x/docs/operate">a</a>'],
    ['to a place in it', '[a](./operate.md#b)', '<a href="/x/docs/operate#b">a</a>'],
    ['to a document above it', '[a](../README.md)', '<a href="/x/docs/readme">a</a>'],
    ['within the document', '[a](#b)', '<a href="#b">a</a>'],
    [
      'out of the service',
      '[a](https://e.org/?b&c)',
      '<a href="https://e.org/?b&amp;c" rel="noreferrer">a</a>',
    ],
    ['to a file that is not served', '[the log](../src/log.ts)', 'the log (<code>src/log.ts</code>)'],
    ['to a file it names itself', '[`src/log.ts`](../src/log.ts)', '<code>src/log.ts</code>'],
    ['out of the folder', '[a](../../b.md)', 'a (<code>../../b.md</code>)'],
    ['that would run', '[a](javascript:b)', 'a (<code>docs/javascript:b</code>)'],
  ])('%s', (_name, text, html) => {
    expect(written(text)).toBe(`<p>${html}</p>`);
  });
});

test('a picture is shown and leads to itself; one that is not there is named', () => {
  expect(written('![The "way"](way.svg)')).toBe(
    '<p><a href="/x/docs/pictures/way.svg"><img src="/x/docs/pictures/way.svg" alt="The &quot;way&quot;"></a></p>',
  );
  expect(written('![gone](gone.png)')).toBe('<p><em>gone</em></p>');
  expect(written('![far](https://e.org/a.png)')).toBe('<p><em>far</em></p>');
  expect(picturesIn('# a\n\n![b](c.svg) ![d](https://e.org/d.png)\n\n- ![e](f.png)')).toEqual([
    'c.svg',
    'f.png',
  ]);
});

test('markup stands as text, a line break breaks, a comment is left out', () => {
  expect(written('a <b onclick="c">d</b><br>e')).toBe(
    '<p>a &lt;b onclick=&quot;c&quot;&gt;d&lt;/b&gt;<br>e</p>',
  );
  expect(written('<script>a</script>')).toBe('&lt;script&gt;a&lt;/script&gt;');
  expect(written('<!-- a -->\n\nb')).toBe('<p>b</p>');
  expect(written('```html\n<i>&amp;</i>\n```')).toContain('<code>&lt;i&gt;&amp;amp;&lt;/i&gt;</code>');
});

test('a head of a table that is empty is no head', () => {
  expect(written('| | a |\n|---|---|\n| b | c |')).toContain('<tr><td></td><th scope="col">a</th></tr>');
});

test('headings have the anchors that links on GitHub use', () => {
  const html = written('## 1. *Say* what `X-Y` is: "so"\n\n### Again\n\n### Again');
  expect([...html.matchAll(/id="([^"]*)"/gu)].map(([, id]) => id)).toEqual([
    '1-say-what-x-y-is-so',
    'again',
    'again-1',
  ]);
});

test('a table scrolls by itself and can be reached by keyboard', () => {
  expect(written('| a | b |\n|---|---|\n| `c` | d |')).toBe(
    '<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>' +
      '<tbody><tr><td><code>c</code></td><td>d</td></tr>\n</tbody></table></div>',
  );
});

test('a document is listed by its heading and how it begins', () => {
  const text =
    '<!-- a -->\n# The **way** of `x`\n\n![p](q.png)\n\nIt [begins](b.md) *here*\nand ends.\n\nNot this.';
  expect(titleOf(text)).toBe('The way of x');
  expect(leadOf(text)).toBe('It begins here\nand ends.');
  expect(titleOf('no heading')).toBeUndefined();
});

test('an address tells documents of one name apart', () => {
  expect(['docs/govern.md', 'README.md', 'cds-hooks/README.md', '.github/a/B.png'].map(addressOf)).toEqual([
    'govern',
    'readme',
    'cds-hooks-readme',
    'github-a-b.png',
  ]);
  expect(resolved('docs/a.md', '../b/./c.md')).toBe('b/c.md');
  expect(resolved('docs/a.md', '../../c.md')).toBeUndefined();
});
