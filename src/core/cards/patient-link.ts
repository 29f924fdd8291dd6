import type { AdvisorSettings, Card, Link } from '../model/advice.js';
import type { Client, Service } from '../model/knowledge.js';
import type { Phrasebook } from './phrasebook.js';

/**
 * The cards of a service with a link to the page of one patient, where the file of the client says how its users are signed in there;
 * the same cards where it does not.
 */
export function linkedToPatient(
  cards: readonly Card[],
  { id }: Service,
  { smart }: Client,
  { publicUrl }: AdvisorSettings,
  book: Phrasebook,
): readonly Card[] {
  if (!smart || cards.length === 0) return cards;
  const link: Link = {
    label: book.say('link', 'patient'),
    url: `${publicUrl}/patient`,
    type: 'smart',
    // The EHR hands it on to the page as it is: it says which service spoke, and nothing of the patient.
    appContext: id,
  };
  return cards.map((card) => ({ ...card, links: [link] }));
}
