import '../parts/base.css';
import '../parts/card.css';
import './page.css';
import './print.css';
import { readLink } from '../parts/link.js';
import { say, show } from './show.js';

/** Shows the case that stands after `#` in the address; it never leaves the browser, as that part is not sent. */
async function start(): Promise<void> {
  const { request, service, damaged } = await readLink(location.hash);
  if (damaged) say('This link is damaged', 'It holds no case that can be shown.');
  else if (request && service !== undefined) await show({ request, serviceId: service });
  else
    say(
      'No patient is open',
      'This page opens from a card of the EHR, or from the playground with the case in hand.',
    );
}

addEventListener('hashchange', () => void start());
void start();
