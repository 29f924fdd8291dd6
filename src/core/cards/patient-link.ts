import type { AdvisorSettings, Card, Link } from '../model/advice.js';
import type { Client, Service } from '../model/knowledge.js';
import type { Phrasebook } from './phrasebook.js';

/**
 * Gives a card of a service a link to the page of one patient, where the file of the client says how its users are signed in there;
 * elsewhere the card stays as it is.
 */
export function linkedToPatient(
  { id }: Service,
  { smart }: Client,
  { publicUrl }: AdvisorSettings,
  book: Phrasebook,
): (card: Card) => Card {
  if (!smart) return (card) => card;
  const link: Link = {
    label: book.say('link', 'patient'),
    url: `${publicUrl}/patient`,
    type: 'smart',
    // The EHR hands it on to the page as it is: it says which service spoke, and nothing of the patient.
    appContext: id,
  };
  return (card) => ({ ...card, links: [link] });
}
