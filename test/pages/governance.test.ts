import { describe, expect, test } from '@jest/globals';
import type { Client, Knowledge, Release, Words } from '../../src/core/model/knowledge.js';
import { indexPage } from '../../src/pages/evidence/index-page.js';
import { rulePage } from '../../src/pages/evidence/rule-page.js';
import { serve } from '../support/serve.js';
import { knowledge } from '../support/shipped.js';

/** What pages say of who signed the knowledge off, and of what sites decided. */

const words = knowledge.words.get('en') as Words;
const evil = '<script>alert("&amp;")</script>';
const reviewed: Release['reviewed'] = [
  { who: 'Dr A. Example', role: 'hepatology', date: '2026-12-01', what: 'all rules' },
  { who: evil, role: 'haematology', date: '2026-12-02', what: evil },
];
const signed: Knowledge = { ...knowledge, release: { ...knowledge.release, reviewed } };

/** The pages of a knowledge as a reader sees them, without mark-up. */
function pagesOf(of: Knowledge): string[] {
  const context = { knowledge: of, language: 'en', words, base: '' };
  const html = [indexPage(context), ...[...of.rules.values()].map((rule) => rulePage(rule, context))];
  for (const one of html) expect(one).not.toMatch(/<script/iu);
  return html.map((one) => one.replace(/<[^>]+>/gu, ' ').replace(/\s+/gu, ' '));
}

describe('every page says beside "not clinically validated"', () => {
  const NOBODY = 'Not clinically validated. Not signed off: nobody is named who reviewed this version.';

  test('that nobody signed the knowledge off, at its top and its end', () => {
    const pages = pagesOf(knowledge);
    expect(pages.length).toBeGreaterThan(1);
    for (const text of pages) expect(text.split(NOBODY)).toHaveLength(3);
  });

  test('who did, in which role and when, once somebody has', () => {
    for (const text of pagesOf(signed)) {
      expect(text).toContain(
        'Not clinically validated. Signed off by Dr A. Example, hepatology (2026-12-01); ',
      );
      expect(text).toContain('Signed off by Dr A. Example, hepatology (2026-12-01): all rules');
      expect(text).not.toMatch(/not signed off/iu);
    }
  });
});

test('a list of nobody is as good as none', () => {
  const { reviewed: _reviewed, ...release } = knowledge.release;
  expect(pagesOf({ ...knowledge, release })).toEqual(
    pagesOf({ ...knowledge, release: { ...release, reviewed: [] } }),
  );
});

describe('what sites decided', () => {
  const decided = { reason: 'Our assay reads high.', decidedBy: 'Dr B. Example', date: '2026-11-20' };
  const site: Client = {
    ...knowledge.clients.get('public-sandbox')!,
    title: 'St Example',
    limits: {
      ferritin: { men: 400, women: 250, unit: 'ng/mL', ...decided },
      b12: { all: 700, unit: 'pmol/L', ...decided, reason: evil },
    },
    noCardsFor: {
      encounters: [
        { system: 'http://snomed.info/sct', code: '305336008', display: 'Admission to hospice' },
        { system: 'urn:own', code: 'PC', display: 'Palliative care' },
      ],
      ...decided,
      reason: 'No work-up is wanted.',
    },
  };
  const [index = ''] = pagesOf({ ...knowledge, clients: new Map([['site', site]]) });

  test('stands on the page of the whole, with who, when and why', () => {
    expect(index).toContain('What sites decided for themselves');
    expect(index).toContain(
      'St Example ferritin: men 400 ng/mL , women 250 ng/mL Our assay reads high. Dr B. Example, 2026-11-20',
    );
    expect(index).toContain('vitamin B12: 700 pmol/L');
    expect(index).toContain(
      'No cards in encounters of this kind: Admission to hospice (http://snomed.info/sct 305336008 ) ; Palliative care (urn:own PC ) No work-up is wanted. Dr B. Example, 2026-11-20',
    );
  });

  test('takes no place where none decided anything', () => {
    expect(pagesOf(knowledge).join()).not.toContain('What sites decided');
  });
});

describe('the page for trying the service', () => {
  const unsigned = serve();
  const { get } = serve({ knowledge: signed, advise: 'core' });
  const told = async (of: typeof get): Promise<unknown> =>
    ((await (await of('/labs')).json()) as { knowledge: { reviewed: unknown } }).knowledge.reviewed;

  test('learns who signed the knowledge off where it learns its version', async () => {
    expect(await told(get)).toEqual(reviewed);
    expect(await told(unsigned.get)).toEqual([]);
  });
});
