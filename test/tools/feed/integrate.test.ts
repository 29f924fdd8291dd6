import { expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TABLES } from '../../../src/tools/feed/report.js';
import { runFeed } from '../../support/feed.js';

// The page says what it says because the commands on it print that. UPDATE_EXAMPLES=1 writes the outputs anew.

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = join(root, 'docs/integrate.md');
const text = readFileSync(page, 'utf8');
const SHOWN = /```sh\nnpm run feed -- (.*)\n```\n\n<!-- output -->\n([\s\S]*?)<!-- \/output -->/gu;

/** As it is run from the folder of the project. */
async function printed(command: string): Promise<string> {
  const args = command.split(' ').map((word) => (existsSync(join(root, word)) ? join(root, word) : word));
  const { code, out, err } = await runFeed(args);
  expect([code, err]).toEqual([0, '']);
  return `\n\`\`\`text\n${out}\n\`\`\`\n\n`;
}

test('what the page shows is what the command prints', async () => {
  const shown = [...text.matchAll(SHOWN)];
  expect(shown).toHaveLength(2);
  let fresh = text;
  for (const [all, command = '', output = ''] of shown) {
    const now = await printed(command);
    if (process.env['UPDATE_EXAMPLES'] === '1')
      fresh = fresh.replace(all, () =>
        all.replace(`<!-- output -->\n${output}`, () => `<!-- output -->\n${now}`),
      );
    else expect(output).toBe(now);
  }
  if (fresh !== text) writeFileSync(page, fresh);
});

test('the draft it speaks of is written, and read as that client', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-'));
  try {
    const sample = join(root, 'docs/feed-sample');
    const draft = await runFeed([
      sample,
      '--only',
      'not-mapped',
      '--write',
      join(folder, 'my-hospital.yaml'),
    ]);
    expect(draft.code).toBe(0);
    expect(readFileSync(join(folder, 'my-hospital.yaml'), 'utf8')).toContain('lab: ferritin }');
    const again = await runFeed([sample, '--clients', folder, '--client', 'my-hospital']);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out).toContain('Read as client my-hospital');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every option and table it names exists', async () => {
  const aboutFeed = text.slice(text.indexOf('\n## 2.'), text.indexOf('\n## 4.'));
  expect(aboutFeed).toContain('--only');
  const { err: usage } = await runFeed([]);
  for (const [option] of text.matchAll(/(?<=npm run feed .*)--[a-z][a-z-]+/gu))
    expect(usage).toContain(option);
  for (const table of TABLES) expect(usage).toContain(table);
  for (const [, tables = ''] of text.matchAll(/--only ([a-z,-]+)/gu))
    for (const table of tables.split(',')) expect(TABLES).toContain(table);
});
