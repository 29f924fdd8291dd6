import type { Measures } from '../../core/model/measures.js';
import type { PageContext } from '../evidence/rule-page.js';
import { type Html, markup, type Part } from '../markup.js';
import { pageOf } from '../page.js';
import type { Drawing } from '../plots/drawing.js';
import { type Renderer, rendererOf } from '../proof.js';
import { documentOf } from '../shell.js';
import { experimentsSection } from './experiments-section.js';
import { quietSection, silentSection } from './kept-back-sections.js';
import { methodSection, partsSection } from './method-sections.js';
import { namingOf } from './naming.js';
import { rulesSection } from './rules-section.js';
import { summary } from './summary.js';
import { ordersSection, reasonsSection } from './tallies-sections.js';
import { trendSection } from './trend-section.js';

/** It is written in English, as the other pages for who runs the service are. */
const LANGUAGE = 'en';
const TITLE = 'What the cards came to';

/** Another period or client to look at. */
export interface Choice {
  readonly said: string;
  /** What follows the address of the page. */
  readonly query: string;
  readonly isChosen: boolean;
}

export interface Choices {
  readonly periods: readonly Choice[];
  /** None where the page is of one client alone. */
  readonly clients: readonly Choice[];
  /** What follows the addresses of the same numbers as JSON and CSV. */
  readonly query: string;
}

/** The numbers of a period for a committee: what came of the cards, which rule cries wolf, what was kept back, and what was tried. */
export function insightsPage(
  measures: Measures,
  choices: Choices,
  context: PageContext,
  drawing: Drawing,
): string {
  const { renderer, shell } = ownWords(context);
  const { counts } = measures;
  if (measures.openings + counts.shown + counts.silent + counts.quiet === 0)
    return documentOf(shell, renderer, nothingSeen(measures, choices, context));
  const naming = namingOf(context.knowledge, renderer.words, context.base);
  return pageOf(
    {
      ...shell,
      lead: [leadOf(measures, choices, context), summary(measures, naming)],
      sections: [
        trendSection(measures, drawing),
        rulesSection(measures, naming, drawing),
        ...reasonsSection(measures, naming, drawing),
        ...ordersSection(measures, naming, drawing),
        ...quietSection(measures, naming),
        ...silentSection(measures, naming),
        ...experimentsSection(measures, naming, drawing),
      ],
      folded: [partsSection(measures), methodSection(measures)],
      last: [],
    },
    renderer,
  );
}

/** The page of a service that keeps nothing. */
export function nothingKeptPage(context: PageContext): string {
  const { renderer, shell } = ownWords(context);
  const body = markup`<p>This service keeps nothing, so there is nothing to count. Give it a place to keep what it issues and what users answer; <a href="${context.base}/docs/operate">Operate</a> says how.</p>`;
  return documentOf(shell, renderer, main(body));
}

function nothingSeen({ period, client }: Measures, choices: Choices, { base }: PageContext): Html {
  const whose = client === undefined ? '' : ` of ${client}`;
  return main(markup`<p>From ${period.from} to ${period.to} no opening of a chart${whose} was answered, so there is nothing to count.</p>
<p>Look at another period, or at <a href="${base}/healthz">whether the service is asked</a> at all. Each request to one of the <a href="${base}/cds-services">services</a> is counted from the moment it is answered.</p>
${chosen('Period', choices.periods)}${chosen('Client', choices.clients)}`);
}

function main(body: Part): Html {
  return markup`<main id="content" class="document"><h1>${TITLE}</h1>${body}</main>`;
}

function leadOf(
  { period, client, at }: Measures,
  { periods, clients, query }: Choices,
  { base }: PageContext,
): Html {
  return markup`<p>${period.from} to ${period.to}, ${client === undefined ? 'all clients' : markup`client <code>${client}</code>`}; counted ${at.slice(0, 16).replace('T', ' ')} UTC. The same as <a href="${base}/insights.json${query}">JSON</a> and <a href="${base}/insights.csv${query}">CSV</a>.</p>
${chosen('Period', periods)}${chosen('Client', clients)}`;
}

function chosen(title: string, choices: readonly Choice[]): Part {
  if (choices.length === 0) return undefined;
  return markup`<nav aria-label="${title}"><ul class="choices">${choices.map(
    ({ said, query, isChosen }) =>
      markup`<li><a href="${query}"${isChosen ? markup` aria-current="page"` : undefined}>${said}</a></li>\n`,
  )}</ul></nav>`;
}

/** The page in its own words; where the knowledge has none in English, the notice and the menu are in the reader's. */
function ownWords({ knowledge, words, language, base }: PageContext): {
  readonly renderer: Renderer;
  readonly shell: Parameters<typeof documentOf>[0];
} {
  const own = knowledge.words.get(LANGUAGE);
  const spoken = own ? LANGUAGE : language;
  return {
    renderer: rendererOf(own ?? words, spoken, knowledge.sources),
    shell: { language: spoken, base, title: TITLE, release: knowledge.release },
  };
}
