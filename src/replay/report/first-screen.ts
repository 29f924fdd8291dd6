import { rateOf } from '../../core/rates.js';
import { many, perThousand, shareOf, whole } from '../../pages/insights/said.js';
import { type Html, joined, markup, type Part } from '../../pages/markup.js';
import { bars } from '../../pages/plots/bars.js';
import { type Drawing, drawn } from '../../pages/plots/drawing.js';
import { intervals } from '../../pages/plots/intervals.js';
import type { Names } from './names.js';
import type { Numbers } from './told.js';

/** What the first screen is made of. */
export interface Answers {
  readonly numbers: Numbers;
  readonly names: Names;
  readonly drawing: Drawing;
  /** The knowledge as it stands, and what it was compared with. */
  readonly variants: readonly string[];
}

/** The three questions of a committee, each answered in a sentence with its numbers. */
export function firstScreen(answers: Answers): Html {
  return markup`<div class="three">
<section aria-labelledby="often"><h2 id="often">How often would it fire?</h2>${often(answers)}</section>
<section aria-labelledby="whom"><h2 id="whom">For whom?</h2>${whom(answers)}</section>
<section aria-labelledby="other"><h2 id="other">What if the limit were different?</h2>${whatIf(answers)}</section>
</div>`;
}

function often({ numbers, names }: Answers): Html {
  const { sum, by } = numbers;
  const openings = sum('openings');
  const shown = sum('openings-with-card');
  const months = by('openings-by-month', 0).size;
  const loud = by('cards', 1);
  const cards = sum('cards');
  const tiles = [
    [perThousand(shown, openings), 'in 1,000 days on which a result arrived'],
    [perThousand(cards, sum('results')), 'cards per 1,000 results'],
    [shareOf(sum('patients', 'with-card'), sum('patients')), 'of the patients with a result ever had one'],
    [months === 0 ? '–' : whole(cards / months), `cards a month, over ${many(months, 'month')}`],
  ];
  const kinds = [...loud].map(([indicator, count]) => `${whole(count)} ${names.indicator(indicator)}`);
  return markup`<p class="answer">A card on <b>${whole(shown)}</b> of ${whole(openings)} days.</p>
<ul class="tiles">${tiles.map(([number, what]) => markup`<li><b>${number}</b> <span>${what}</span></li>`)}</ul>
<p>${joined(kinds, ', ')}. The very same card as before: ${whole(sum('repeats'))}.</p>`;
}

/** Fewer days than this say little about a group. */
const FEW = 50;

function whom({ numbers, drawing }: Answers): Html {
  const { sum, by } = numbers;
  const groups = [...by('openings-by-group', 1)].sort(
    ([one], [other]) => firstNumber(one) - firstNumber(other),
  );
  const rows = ['male', 'female'].flatMap((sex) =>
    groups.flatMap(([age]) => {
      const days = sum('openings-by-group', sex, age);
      const cards = sum('cards-by-group', sex, age);
      // More cards than days may be: two on one day.
      const rate = rateOf(Math.min(cards, days), days);
      if (!rate) return [];
      const row = {
        label: `${sex === 'male' ? 'Men' : 'Women'} ${decadeOf(age)}`,
        value: rate.share * 1_000,
      };
      const text = `${perThousand(cards, days)} · ${whole(days)} days`;
      return [
        { ...row, low: rate.low * 1_000, high: rate.high * 1_000, text, isFaint: days < FEW, days, sex },
      ];
    }),
  );
  const most = Math.max(1, ...rows.map(({ high, isFaint }) => (isFaint ? 0 : high)));
  const kept = rows.filter(({ days }) => days >= FEW);
  const rateFor = (sex: string): string => {
    const found = (table: string): number => sum(table, sex);
    return perThousand(found('cards-by-group'), found('openings-by-group'));
  };
  const frame = {
    id: 'groups',
    title: 'Cards per 1,000 days with a result, by sex and age',
    description: kept.map(({ label, text }) => `${label}: ${text}`).join('; '),
  };
  const left = rows.length - kept.length;
  return markup`<p class="answer">Men <b>${rateFor('male')}</b>, women <b>${rateFor('female')}</b> cards per 1,000 days.</p>
<figure class="plots"><figcaption>Cards per 1,000 days with a result, with the interval that chance leaves (95 %)</figcaption>
${drawn(frame, (of) => intervals(drawing, of, kept, { domain: [0, most], format: whole }))}</figure>
${left > 0 ? markup`<p class="soft">${many(left, 'group')} with fewer than ${FEW} days: in the tables.</p>` : undefined}`;
}

/** What each variant came to, beside the knowledge as it stands. */
export interface VariantLine {
  readonly name: string;
  readonly days: number;
  readonly gained: number;
  readonly lost: number;
  readonly turned: number;
}

/** The knowledge as it stands first, then each variant in the order it was asked in. */
export function variantLines({ numbers, variants }: Pick<Answers, 'numbers' | 'variants'>): VariantLine[] {
  const { sum } = numbers;
  return variants.map((name, place) => ({
    name,
    days: place === 0 ? sum('openings-with-card') : sum('variant-openings', name, 'with-card'),
    gained: sum('variant-gains', name),
    lost: sum('variant-loses', name),
    turned: sum('variant-turns', name),
  }));
}

function whatIf(answers: Answers): Html {
  const { drawing } = answers;
  const lines = variantLines(answers);
  const [base, ...others] = lines;
  if (!base || others.length === 0)
    return markup`<p class="answer">Not asked.</p>
<p>Ask with the path of any number of the knowledge: <code>--sweep 'labs.&lt;lab&gt;.limits[0].high=…,…'</code>, <code>--set path=value</code>, or another folder or revision of it: <code>--against</code>.</p>`;
  const days = others.map((one) => one.days);
  const rows = lines.map(({ name, days: count, gained, lost }, place) => ({
    label: variantName(name),
    values: [count],
    text: place === 0 ? whole(count) : `${whole(count)} (+${whole(gained)} −${whole(lost)})`,
  }));
  const frame = {
    id: 'variants',
    title: 'Days with a card, as it stands and otherwise',
    description: rows.map(({ label, text }) => `${label}: ${text}`).join('; '),
  };
  const least = Math.min(...days);
  const most = Math.max(...days);
  const isSame =
    least === most && most === base.days && others.every(({ gained, lost }) => gained + lost === 0);
  const shown =
    least === most
      ? markup`<b>${whole(least)}</b>`
      : markup`Between <b>${whole(least)}</b> and <b>${whole(most)}</b>`;
  const answer = isSame
    ? 'The same cards, whatever it is.'
    : markup`${shown} days with a card, instead of ${whole(base.days)}.`;
  return markup`<p class="answer">${answer}</p>
<figure class="plots"><figcaption>Days with a card; in brackets the cards that come and go${pathOf(others)}</figcaption>
${drawn(frame, (of) => bars(drawing, of, rows))}</figure>`;
}

/** `labs.x.limits[0].high=200` as `200`, where its path is told once for all. */
export function variantName(name: string): string {
  return /^[^= ]+=([^= ]+)$/u.exec(name)?.[1] ?? name;
}

function pathOf(lines: readonly VariantLine[]): Part {
  const paths = [...new Set(lines.map(({ name }) => /^([^= ]+)=[^= ]+$/u.exec(name)?.[1] ?? ''))];
  return paths.length === 1 && paths[0] !== '' ? markup`, by <code>${paths[0]}</code>` : undefined;
}

/** `20-29` as `20s`: short, beside a picture. */
function decadeOf(age: string): string {
  return age.startsWith('10-') ? 'teens' : age.replace(/^(\d+)-\d+$/u, '$1s');
}

function firstNumber(text: string): number {
  const found = Number.parseInt(text, 10);
  return Number.isNaN(found) ? Infinity : found;
}
