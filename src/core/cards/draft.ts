import type { Knowledge, OrderTest } from '../model/knowledge.js';
import type { Phrasebook } from './phrasebook.js';
import { capitalised } from './text.js';

/** What every order of a test carries, whoever it is for. */
export interface Draft {
  /** What the test is called. */
  readonly name: string;
  readonly code: fhir4.CodeableConcept;
}

/** The draft of each test's order, by the test's id. */
export function draftOrders({ orders }: Knowledge, book: Phrasebook): ReadonlyMap<string, Draft> {
  const draftOf = ({ id, codes }: OrderTest): Draft => {
    const name = book.say('tests', id);
    const coding = codes.map(({ system, code, display }) => ({ system, code, ...(display && { display }) }));
    return { name, code: { coding, text: capitalised(name) } };
  };
  return new Map([...orders.values()].flatMap(({ tests }) => tests.map((test) => [test.id, draftOf(test)])));
}
