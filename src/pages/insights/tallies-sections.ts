import type { Measures } from '../../core/model/measures.js';
import { markup } from '../markup.js';
import { type Section, table } from '../page.js';
import { bars } from '../plots/bars.js';
import { type Drawing, drawn } from '../plots/drawing.js';
import type { Naming } from './naming.js';
import { shareOf, whole } from './said.js';
import { key } from './trend-section.js';

/** Why cards were turned down, over all and by rule. */
export function reasonsSection({ reasons, rules }: Measures, naming: Naming, drawing: Drawing): Section[] {
  if (reasons.length === 0) return [];
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  const rows = reasons.map(({ id, count }) => ({
    label: naming.reason(id),
    values: [count],
    text: `${whole(count)} (${shareOf(count, all)})`,
  }));
  const description = rows.map(({ label, text }) => `${label}: ${text}`).join('. ');
  const byRule = rules.filter((rule) => rule.reasons.length > 0);
  return [
    {
      id: 'reasons',
      title: 'Why cards were turned down',
      body: [
        markup`<figure class="plots">${drawn({ id: 'plot-reasons', title: 'Reasons why cards were turned down', description }, (frame) => bars(drawing, frame, rows))}</figure>`,
        markup`<details class="aside"><summary>By rule, as a table</summary>${table(
          [{ head: 'Reason' }, ...byRule.map(({ rule }) => ({ head: rule })), { head: 'All' }],
          reasons.map(({ id, count }) => [
            naming.reason(id),
            ...byRule.map((rule) => whole(rule.reasons.find((one) => one.id === id)?.count ?? 0)),
            whole(count),
          ]),
        )}</details>`,
      ],
    },
  ];
}

/** More orders than these are in the table alone. */
const MOST_DRAWN = 12;

/** What was offered, and what of it was taken. */
export function ordersSection({ orders }: Measures, naming: Naming, drawing: Drawing): Section[] {
  if (orders.length === 0) return [];
  const names = orders.map(({ order }) => naming.order(order));
  const nameOf = (order: string): string => {
    const name = naming.order(order);
    return names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${order})`;
  };
  const rows = orders.slice(0, MOST_DRAWN).map(({ order, offered, accepted }) => ({
    label: nameOf(order),
    values: [accepted, offered - accepted],
    text: `${whole(accepted)} of ${whole(offered)} (${shareOf(accepted, offered)})`,
  }));
  const description = rows.map(({ label, text }) => `${label}: ${text}`).join('. ');
  return [
    {
      id: 'orders',
      title: 'Tests offered and ordered',
      body: [
        markup`<figure class="plots"><figcaption>Cards that offered a test, by whether it was taken</figcaption>${key(['Taken', 'Left'])}
${drawn({ id: 'plot-orders', title: 'Cards that offered a test, by whether it was taken', description }, (frame) => bars(drawing, frame, rows))}</figure>`,
        orders.length > MOST_DRAWN
          ? table(
              [{ head: 'Test' }, { head: 'Offered' }, { head: 'Taken' }, { head: 'Share' }],
              orders
                .slice(MOST_DRAWN)
                .map(({ order, offered, accepted }) => [
                  nameOf(order),
                  whole(offered),
                  whole(accepted),
                  shareOf(accepted, offered),
                ]),
            )
          : undefined,
      ],
    },
  ];
}
