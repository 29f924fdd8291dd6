import type { Client, Knowledge, SiteLimit } from '../../core/model/knowledge.js';
import { type Html, joined, markup, type Part } from '../markup.js';
import { type Section, table } from '../page.js';
import type { Renderer } from '../proof.js';

/** What sites decided for themselves in their client files, with who did, when and why; no section where none did. */
export function siteSections({ clients }: Pick<Knowledge, 'clients'>, renderer: Renderer): Section[] {
  const { say } = renderer;
  const rows = [...clients.values()].flatMap((client) => rowsOf(client, renderer));
  if (rows.length === 0) return [];
  const columns = ['site', 'siteDecision', 'siteReason', 'siteBy'].map((key) => ({ head: say(key) }));
  return [
    {
      id: 'site',
      title: say('siteTitle'),
      body: [markup`<p>${say('siteIntro')}</p>`, table(columns, rows)],
    },
  ];
}

function rowsOf({ title, limits = {}, noCardsFor }: Client, renderer: Renderer): Part[][] {
  const { say, name, cited } = renderer;
  const row = (
    decision: Part,
    { reason, decidedBy, date }: Pick<SiteLimit, 'reason' | 'decidedBy' | 'date'>,
  ): Part[] => [title, decision, reason, `${decidedBy}, ${date}`];
  const ofLimits = Object.entries(limits).map(([lab, limit]) =>
    row(markup`${name('labs', lab)}: ${limitText(limit, renderer)}`, limit),
  );
  if (!noCardsFor) return ofLimits;
  const kinds = noCardsFor.encounters.map(
    ({ system, code, display }): Html =>
      markup`${display} <span class="soft">(${cited(system)} <code>${cited(code)}</code>)</span>`,
  );
  return [...ofLimits, row(markup`${say('siteNoCards')} ${joined(kinds, '; ')}`, noCardsFor)];
}

function limitText(limit: SiteLimit, { say, amount }: Renderer): Part {
  if ('all' in limit) return markup`<b>${amount(limit.all, limit.unit)}</b>`;
  const { men, women, unit } = limit;
  return markup`${say('male')} <b>${amount(men, unit)}</b>, ${say('female')} <b>${amount(women, unit)}</b>`;
}
