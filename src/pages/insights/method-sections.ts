import type { Measures, PartMeasures } from '../../core/model/measures.js';
import { type Html, markup } from '../markup.js';
import { list, type Section, table } from '../page.js';
import { code } from './naming.js';
import { perThousand, rateText, shareOf, whole } from './said.js';
import { rateOf } from '../../core/rates.js';

/** The same for each client, service and version of the knowledge. */
export function partsSection({ clients, services, versions, smallest }: Measures): Section {
  const of = (title: string, parts: readonly PartMeasures[]): Html =>
    markup`<h3>${title}</h3>${table(
      [
        { head: title, kind: 'short' },
        ...[
          ...['Openings', 'Shown', 'for 1,000 openings', 'Accepted', 'Turned down', 'No answer'],
          'Of those answered (95 %)',
        ].map((head) => ({ head })),
      ],
      parts.map(({ id, openings, counts }) => [
        code(id),
        whole(openings),
        whole(counts.shown),
        perThousand(counts.shown, openings),
        `${whole(counts.accepted)} (${shareOf(counts.accepted, counts.shown)})`,
        `${whole(counts.overridden)} (${shareOf(counts.overridden, counts.shown)})`,
        whole(counts.ignored),
        rateText(rateOf(counts.overridden, counts.accepted + counts.overridden), smallest),
      ]),
    )}`;
  return {
    id: 'parts',
    title: 'By client, service and version',
    body: [of('Client', clients), of('Service', services), of('Version of the knowledge', versions)],
  };
}

/** What the words of the page mean, and how it is worked out. */
export function methodSection({ answerDays, smallest }: Measures): Section {
  return {
    id: 'method',
    title: 'How it is counted',
    body: [
      list([
        'Opening: a chart that was opened, or results that were handed over, and that the service answered.',
        'Accepted: something of the card was accepted, whatever else was said of it. Turned down: it was answered, and nothing of it was accepted; the last reason counts.',
        `No answer: none came in ${String(answerDays)} days. Younger cards are open, and belong to neither.`,
        'Again the same: the same patient was shown a card of the same rule before that rested on the same values.',
        'Patients are told apart by keyed digests; a patient known to two clients counts twice. Without a key nothing is said of patients.',
        'Days are those of UTC. A reason that no card offers is counted as such, and not told, as nobody knows what a client writes there.',
      ]),
      markup`<p>Intervals of shares are Wilson’s (1927, J Am Stat Assoc 22:209), of differences Newcombe’s hybrid score intervals (1998, Stat Med 17:873, method 10), both of 95 %. Fewer than ${String(smallest)} are called too few: from there on the interval of a share reaches at most ten percentage points to either side, whatever the share. Cards of one patient are like each other, so that intervals over cards are narrower than they should be; those of experiments are over patients.</p>`,
      markup`<p>A card that is turned down is not wrong, and one that is accepted need not have helped: these numbers say which cards to talk about.</p>`,
    ],
  };
}
