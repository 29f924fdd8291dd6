import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { checkSchema } from '../src/knowledge/checks/check-schema.js';
import { loadKnowledge } from '../src/knowledge/load.js';
import { builtOf } from './support/built.js';
import { knowledge, KNOWLEDGE_FOLDER } from './support/shipped.js';

/** What a safety officer reads is true as far as a program can tell. */

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const safety = read('cds-hooks/SAFETY.md');
const govern = read('docs/govern.md');

function expectLinks(text: string, from: string): void {
  for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/gu))
    expect([target, existsSync(join(root, from, target))]).toEqual([target, true]);
}

function expectCommands(text: string): void {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
  for (const [, name = ''] of text.matchAll(/npm run ([a-z:]+)/gu))
    expect(Object.keys(scripts)).toContain(name);
}

describe('the hazard log', () => {
  const hazards = safety.split(/^### /mu).slice(1);
  const PARTS = ['Cause', 'Effect', 'Control', 'Tested', 'Residual risk'];

  test('numbers its hazards, each with cause, effect, control, evidence and residual risk', () => {
    expect(hazards.map((one) => one.slice(0, 3))).toEqual(
      hazards.map((_, place) => `H${String(place + 1).padStart(2, '0')}`),
    );
    expect(hazards.length).toBeGreaterThanOrEqual(15);
    for (const hazard of hazards) {
      const parts = [...hazard.matchAll(/^- \*\*(.+):\*\* \S/gmu)].map(([, name]) => name);
      expect([hazard.slice(0, 3), parts]).toEqual([hazard.slice(0, 3), PARTS]);
    }
  });

  test('names tests that are there, at least one for each', () => {
    for (const hazard of hazards) {
      const [, tested = ''] = /\*\*Tested:\*\*([^]*?)\n- /u.exec(hazard) ?? [];
      const files = [...tested.matchAll(/`([^`]+)`/gu)].map(([, file = '']) => file);
      expect([hazard.slice(0, 3), files.some((file) => file.endsWith('.test.ts'))]).toEqual([
        hazard.slice(0, 3),
        true,
      ]);
      for (const file of files) expect([file, existsSync(join(root, file))]).toEqual([file, true]);
    }
  });

  test('says as long as it is so that nobody signed it', () => {
    expect(knowledge.release.reviewed ?? []).toEqual([]);
    expect(safety).toContain('Nobody with clinical responsibility has written, rated or signed this log.');
  });

  test('links to what is there, and names commands there are', () => {
    expectLinks(safety, 'cds-hooks');
    expectCommands(safety);
  });
});

describe('the page for who signs', () => {
  const example = (name: string): unknown =>
    parse(new RegExp(`<!-- ${name} -->\\n\\n\`\`\`yaml\\n([^]*?)\`\`\``, 'u').exec(govern)?.[1] ?? '');

  test('links to what is there, and names commands, rules and variables there are', () => {
    expectLinks(govern, 'docs');
    expectCommands(govern);
    for (const [, rule = ''] of govern.matchAll(/`\/evidence\/([a-z0-9-]+)`/gu))
      expect([...knowledge.rules.keys()]).toContain(rule);
    const config = read('src/config.ts');
    for (const [, name = ''] of govern.matchAll(/`([A-Z]{2,}(?:_[A-Z]+)*)`/gu))
      expect([name, config.includes(`'${name}'`)]).toEqual([name, true]);
  });

  test('names fields of the log that there are', () => {
    const log = read('src/log.ts');
    for (const field of ['requestId', 'service', 'status', 'cards', 'noCardsBecause']) {
      expect(govern).toContain(`\`${field}\``);
      expect(log).toContain(`'${field}'`);
    }
  });

  test('shows a sign-off that is taken', () => {
    const problems: string[] = [];
    const signed = {
      ...(example('release') as object),
      version: '9.9.9',
      date: '2026-11-28',
      overrideReasons: [],
    };
    checkSchema('release', signed, 'release.yaml', (...problem) => problems.push(problem.join(' ')));
    expect(problems).toEqual([]);
    expect((signed as { reviewed?: unknown[] }).reviewed).toHaveLength(2);
  });

  test('shows decisions of a site that are taken', async () => {
    const decided = example('client') as object;
    expect(Object.keys(decided)).toEqual(['limits', 'noCardsFor']);
    const folder = mkdtempSync(join(tmpdir(), 'clients-'));
    try {
      const site = { ...parse(read('cds-hooks/clients/example-ehr.yaml')), ...decided, id: 'site' };
      writeFileSync(join(folder, 'site.yaml'), JSON.stringify(site));
      const { clients } = loadKnowledge(KNOWLEDGE_FOLDER, folder, await builtOf(KNOWLEDGE_FOLDER));
      expect(clients.get('site')).toMatchObject(decided);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('files for people stand beside the knowledge, and the loader passes them over', () => {
  expect(readdirSync(KNOWLEDGE_FOLDER)).toContain('SAFETY.md');
});
