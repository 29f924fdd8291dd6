import '../parts/base.css';
import '../parts/card.css';
import './page.css';
import './print.css';
import { readLink } from '../parts/link.js';
import { draw, say, show } from './show.js';
import { isHandedOver } from './smart/open-record.js';
import { SmartDoor } from './smart/smart-door.js';

/**
 * Shows the case that stands after `#` in the address, which never leaves the browser, as that part is not sent; without one, the door by
 * which EHRs open the record of a patient.
 */
async function start(): Promise<void> {
  const { request, service, damaged } = await readLink(location.hash);
  if (damaged) say('This link is damaged', 'It holds no case that can be shown.');
  else if (request && service !== undefined) await show({ request, serviceId: service });
  else draw(<SmartDoor show={(record) => void show(record)} />);
}

// What an EHR handed over is worth one try; the door is not opened twice.
if (!isHandedOver(new URL(location.href))) addEventListener('hashchange', () => void start());
void start();
