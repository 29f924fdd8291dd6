import type { Coding, Knowledge, Lab, Proof, Service, ValueSet } from '../../core/model/knowledge.js';
import { filled, type Html, joined, markup, type Part } from '../markup.js';
import { ageOf, believed, courseOf, limitList, possible } from './numbers.js';
import { list, pageOf, type Section, table } from '../page.js';
import { type Renderer, rendererOf } from '../proof.js';
import { factsSection, type PageContext } from './rule-page.js';
import { reasonsSection } from './quiet-sections.js';
import { wayFigure } from '../way/draw-way.js';
import { wholeWay } from '../way/whole-way.js';
import { reachOf } from '../../knowledge/reach.js';
import { countsOf, figuresOf } from './figures.js';
import { legend } from './loud-section.js';
import { closingSections, neverList, sourcesSection } from './sections.js';
import { siteSections } from './site-section.js';
import { attributePlaces } from './source-attributes.js';
import { stagesSection } from './tests-section.js';
import { toldSection } from './told-section.js';

/**
 * The way in: the whole way from a raised result to the tests on one picture, and the cards with what each starts from. Everything the
 * service knows stands closed below it.
 */
export function indexPage({ knowledge, words, language, base }: PageContext): string {
  const renderer = rendererOf(words, language, knowledge.sources);
  const { say } = renderer;
  const title = say('wholeWayTitle');
  const sections = [
    { id: 'way', title, body: wayFigure(wholeWay(knowledge, base, renderer), title, renderer) },
    rulesSection(knowledge, base, renderer),
    readSection(renderer),
  ];
  const folded = [
    servicesSection(knowledge, renderer),
    { id: 'never', title: say('neverTitle'), body: neverList(renderer) },
    ...reasonsSection([...knowledge.reasons.values()], renderer),
    toldSection(knowledge, renderer),
    stagesSection(knowledge.stages, renderer),
    ...factsSection([...knowledge.facts.values()], renderer),
    labsSection(knowledge, renderer),
    ...siteSections(knowledge, renderer),
    recordSection(knowledge, renderer),
    ...closingSections(knowledge, renderer),
    attributesSection(knowledge, base, renderer),
  ];
  return pageOf(
    {
      language,
      base,
      title: say('indexTitle'),
      lead: markup`<p>${say('indexLead')}</p>`,
      sections,
      folded: [...folded, sourcesSection(renderer)],
      last: [],
      release: knowledge.release,
    },
    renderer,
  );
}

/** Each card with its page, what it starts from, and how much of it was compared with a source. */
function rulesSection(knowledge: Knowledge, base: string, { say, name, label }: Renderer): Section {
  const { rules, services, sources } = knowledge;
  const asked = [...services.values()].flatMap((service) => service.rules);
  const entries = inOrder([...rules.values()], asked).map((rule) => {
    const { id, question, status, mode, triggers, consider, suggest } = rule;
    const labs = triggers.map((lab) => name('labs', lab)).join(', ');
    const counts = countsOf(figuresOf(rule, reachOf(rule, knowledge), knowledge), sources);
    return markup`<a href="${base}/evidence/${id}"><strong>${label(question)}</strong></a>
<span class="meta">${say('ruleLine', { labs, causes: consider.length, tests: suggest.length, ...counts })} ${say('ruleState')} ${say(`status-${status}`)}${mode === 'silent' ? `, ${say('mode-silent')}` : ''}.</span>`;
  });
  return {
    id: 'rules',
    title: say('rulesTitle'),
    body: [markup`<p>${say('rulesIntro')}</p>`, list(entries, 'cards')],
  };
}

function readSection(renderer: Renderer): Section {
  const { say } = renderer;
  return {
    id: 'read',
    title: say('readTitle'),
    body: markup`<p>${say('readPages')}</p><p>${say('readMarks')}</p>${legend(renderer)}<p>${say('readClosed')}</p>`,
  };
}

/** In the order of a list of ids; what is not on it comes last. */
function inOrder<T extends { readonly id: string }>(entries: readonly T[], ids: readonly string[]): T[] {
  const place = ({ id }: T): number => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return [...entries].sort((one, other) => place(one) - place(other));
}

function servicesSection({ services }: Knowledge, { say, label, cited }: Renderer): Section {
  const entry = ({ title, id, description, usageRequirements }: Service): Html =>
    markup`<h3>${label(title)}</h3><p class="meta"><code>${cited(id)}</code></p><p>${label(description)}</p>
${usageRequirements !== undefined ? markup`<p>${label(usageRequirements)}</p>` : undefined}`;
  return { id: 'services', title: say('servicesTitle'), body: [...services.values()].map(entry) };
}

function labsSection({ labs }: Knowledge, renderer: Renderer): Section {
  const { say, words } = renderer;
  const ordered = inOrder([...labs.values()], Object.keys(words['labs'] ?? {}));
  return {
    id: 'labs',
    title: say('labsTitle'),
    body: [markup`<p>${say('labsIntro')}</p>`, ordered.map((lab) => labEntry(lab, renderer))],
  };
}

function labEntry(lab: Lab, renderer: Renderer): Html {
  const { say, name, mark, refs, amount, cited } = renderer;
  const { id, role, kind, unit, codes, rejects, units, names, course } = lab;
  const unitName = unit === undefined ? say(`kind-lab-${kind}`) : amount(1, unit).replace(/^1\s*/u, '');
  const spellings = units.map(({ as, factor, offset = 0, ...proof }) => [
    cited(as.join(', ')),
    offset === 0 ? `× ${factor}` : `× ${factor} + ${offset}`,
    mark(proof),
    refs(proof.source),
  ]);
  const columns = ['spellings', 'intoOwn', 'proof', 'sourceHead'].map((key) => ({ head: say(key) }));
  return markup`<details><summary><h3>${name('labs', id)}</h3> <span class="soft">${joined(
    [unitName, role === 'trigger' ? say('trigger') : ''].filter((text) => text !== ''),
    ' · ',
  )}</span></summary>
<div id="lab-${id}">
<h4>${say('limitIfNone')}</h4>${limitList(lab, renderer) ?? markup`<p>${say('noLimit')}</p>`}${believed(lab, renderer)}${possible(lab, renderer)}
<h4>${say('oldestUsed')}</h4>${ageOf(lab, renderer)}
${course ? markup`<h4>${say('courseTitle')}</h4>${courseOf(lab, renderer)}` : undefined}
<h4>${say('codes')}</h4>${codeTable(codes, renderer)}
${names.length > 0 ? markup`<p>${say('alsoNamed')} ${cited(names.join(', '))}</p>` : undefined}
${spellings.length > 0 ? [markup`<h4>${say('units')}</h4>`, table(columns, spellings)] : undefined}
${rejects.length > 0 ? [markup`<h4>${say('rejected')}</h4>`, codeTable(rejects, renderer)] : undefined}
</div></details>`;
}

function recordSection({ valueSets }: Knowledge, renderer: Renderer): Section {
  const { say, figure, name, cited } = renderer;
  const entry = ({ id, of, codes, words, window, renewed }: ValueSet): Html =>
    markup`<details><summary><h3>${name('valueSets', id)}</h3> <span class="soft">${say(`set-${of}`)}</span></summary>
<div id="set-${id}">${window ? markup`<p>${say('countsBack', { set: name('valueSets', id) })} ${figure(window)}</p>` : undefined}
${renewed ? markup`<p>${say('renewed', { set: name('valueSets', id) })} ${figure(renewed)}</p>` : undefined}
${codeTable(codes, renderer)}
${words.length > 0 ? markup`<p>${say('wordsToo')} ${cited(words.join(', '))}</p>` : undefined}</div></details>`;
  return {
    id: 'record',
    title: say('recordTitle'),
    body: [markup`<p>${say('recordLead')}</p>`, [...valueSets.values()].map(entry)],
  };
}

function codeTable(
  codes: readonly (Coding & Proof & { readonly prefix?: boolean; readonly note?: string })[],
  { say, mark, refs, words, cited }: Renderer,
): Part {
  const columns = [
    { head: say('code'), kind: 'short' as const },
    { head: say('display') },
    { head: say('proof') },
    { head: say('sourceHead') },
  ];
  return table(
    columns,
    codes.map(({ system, code, display = '', prefix = false, note, ...proof }) => [
      markup`${words['codeSystems']?.[system] ?? cited(system)} <code>${cited([code, prefix ? '…' : ''])}</code>`,
      cited(note === undefined ? display : markup`${display} <span class="soft">(${note})</span>`),
      mark(proof),
      refs(proof.source),
    ]),
  );
}

function attributesSection(knowledge: Knowledge, base: string, renderer: Renderer): Section {
  const { say, words, label, cited } = renderer;
  const told = attributePlaces(knowledge, words);
  const places = { ...told, citations: cited(told['citations']) };
  const rows = knowledge.sourceAttributes.map(({ number, attribute, value }) => [
    number,
    label(attribute),
    markup`<span class="lines">${filled(label(value), places)}</span>`,
  ]);
  return {
    id: 'source-attributes',
    title: say('attributesTitle'),
    body: [
      markup`<p>${say('attributesIntro')} <a href="${base}/source-attributes">${say('asJson')}</a></p>`,
      table([{ head: '#' }, { head: say('attribute') }, { head: say('value') }], rows),
    ],
  };
}
