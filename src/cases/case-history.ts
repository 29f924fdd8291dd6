import type { Knowledge } from '../core/model/knowledge.js';
import { type CaseWords, daysAgo, partsOf } from './case-words.js';

/** `masld`, `masld, resolved`, `masld, active, refuted`, `birth, 20 days ago`; with a code of the set: `other-cancer C18.9`. */
export function conditionOf(line: string, index: number, words: CaseWords): fhir4.Condition {
  const { first, rest, days } = read(line);
  const [clinical = 'active', verification = 'confirmed'] = rest;
  return {
    resourceType: 'Condition',
    id: `condition-${String(index)}`,
    subject: words.subject,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: clinical }],
    },
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: verification }],
    },
    code: { coding: [codeOf(first, words.knowledge)] },
    ...(days !== undefined && { onsetDateTime: words.day(days) }),
  };
}

/** `iron-oral, 20 days ago, completed`; with a code of its own, `iron-oral 24947, …`; by text, `text Venofer 100 mg IV, …`. */
export function medicationOf(line: string, index: number, words: CaseWords): fhir4.MedicationRequest {
  const { first, rest, days } = read(line);
  const [status = 'active'] = rest;
  if (days === undefined) throw new Error(`not a medicine: ${line}`);
  const text = /^text (.+)$/u.exec(first)?.[1];
  return {
    resourceType: 'MedicationRequest',
    id: `medication-${String(index)}`,
    status: status as 'active',
    intent: 'order',
    subject: words.subject,
    medicationCodeableConcept: text === undefined ? { coding: [codeOf(first, words.knowledge)] } : { text },
    authoredOn: words.day(days),
  };
}

/** `transfusion, 20 days ago`. */
export function procedureOf(line: string, index: number, words: CaseWords): fhir4.Procedure {
  const { first, rest, days } = read(line);
  if (days === undefined || rest.length > 0) throw new Error(`not a procedure: ${line}`);
  return {
    resourceType: 'Procedure',
    id: `procedure-${String(index)}`,
    status: 'completed',
    subject: words.subject,
    code: { coding: [codeOf(first, words.knowledge)] },
    performedDateTime: words.day(days),
  };
}

/** `order ggt, 20 days ago`, `order ggt, revoked, 20 days ago`. */
export function orderOf(line: string, index: number, words: CaseWords): fhir4.ServiceRequest {
  const { test, status, day } = asked(line, 'active', words);
  return {
    resourceType: 'ServiceRequest',
    id: `order-${String(index)}`,
    status: status as 'active',
    intent: 'order',
    subject: words.subject,
    code: { coding: [test] },
    authoredOn: day,
  };
}

/** `report liver-ultrasound, 20 days ago`, `report liver-ultrasound, preliminary, 20 days ago`. */
export function reportOf(line: string, index: number, words: CaseWords): fhir4.DiagnosticReport {
  const { test, status, day } = asked(line, 'final', words);
  return {
    resourceType: 'DiagnosticReport',
    id: `report-${String(index)}`,
    status: status as 'final',
    subject: words.subject,
    code: { coding: [test] },
    effectiveDateTime: day,
  };
}

interface Read {
  readonly first: string;
  readonly rest: readonly string[];
  readonly days: number | undefined;
}

/** The first part of a line, how long ago, and what else it says. */
function read(line: string): Read {
  const [first = '', ...parts] = partsOf(line);
  return {
    first,
    rest: parts.filter((part) => daysAgo(part) === undefined),
    days: parts.map(daysAgo).find((days) => days !== undefined),
  };
}

function asked(
  line: string,
  usual: string,
  { knowledge, day }: CaseWords,
): { readonly test: fhir4.Coding; readonly status: string; readonly day: string } {
  const { first, rest, days } = read(line);
  const id = /^(?:order|report) ([a-z0-9-]+)$/u.exec(first)?.[1];
  const [status = usual] = rest;
  if (id === undefined || days === undefined) throw new Error(`not an order or report: ${line}`);
  return { test: orderCode(id, knowledge), status, day: day(days) };
}

function orderCode(testId: string, knowledge: Knowledge): fhir4.Coding {
  for (const order of knowledge.orders.values())
    for (const test of order.tests)
      if (test.id === testId) return { system: test.codes[0]?.system ?? '', code: test.codes[0]?.code ?? '' };
  throw new Error(`no test ${testId}`);
}

/** The first code of a value set, or the one that is named after it, which also may be of those that a prefix stands for. */
function codeOf(words: string, knowledge: Knowledge): fhir4.Coding {
  const [id = '', named] = words.split(' ');
  const codes = knowledge.valueSets.get(id)?.codes;
  if (!codes) throw new Error(`no value set ${id}`);
  if (named === undefined) {
    const [coding] = codes;
    return { system: coding?.system ?? '', code: coding?.code ?? '' };
  }
  const same = codes.find(({ code }) => code === named) ?? codes.find(({ code }) => named.startsWith(code));
  return { system: (same ?? codes[0])?.system ?? '', code: named };
}
