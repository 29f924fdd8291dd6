import type { Knowledge, Words } from '../core/model/knowledge.js';

/** What the artefacts are written from. */
export interface ArtefactContext {
  readonly knowledge: Knowledge;
  /** Base of our canonical URLs, without a slash at the end. */
  readonly base: string;
  /** Name of the hook that hands over new results, when it is not the one of the knowledge files. */
  readonly resultHook?: string;
}

export function canonical({ base }: ArtefactContext, type: string, id: string): string {
  return `${base}/${type}/${id}`;
}

/** The English sentence or name; empty when there is none. */
export function word({ knowledge }: ArtefactContext, group: string, key: string): string {
  const words: Words = knowledge.words.get('en') ?? {};
  return words[group]?.[key] ?? '';
}

/** What every artefact of ours begins with. */
export interface Head<Type extends string> {
  resourceType: Type;
  id: string;
  url: string;
  version: string;
  name: string;
  title: string;
  status: 'draft';
  experimental: true;
  date: string;
  description: string;
  copyright?: string;
}

interface About {
  readonly title: string;
  readonly description: string;
  /** Code systems whose content stands in it. */
  readonly systems?: readonly string[];
}

export function head<Type extends string>(
  context: ArtefactContext,
  type: Type,
  id: string,
  about: About,
): Head<Type> {
  const { version, date } = context.knowledge.release;
  const copyright = copyrightOf(about.systems ?? []);
  return {
    resourceType: type,
    id,
    url: canonical(context, type, id),
    version,
    name: nameOf(id),
    title: about.title,
    status: 'draft',
    experimental: true,
    date,
    description: `${about.description} Not clinically validated.`,
    ...(copyright !== '' && { copyright }),
  };
}

/** `lab-hfe-c282y` → `LabHfeC282y`: FHIR wants a name that a program could use. */
function nameOf(id: string): string {
  return id.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

const NOTICES: Readonly<Record<string, string>> = {
  'http://loinc.org':
    'This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc.',
  'http://snomed.info/sct':
    'This material refers to single SNOMED CT concepts. SNOMED CT® is a registered trademark of SNOMED International; using it in a live system needs a SNOMED International Affiliate License.',
  'http://www.nlm.nih.gov/research/umls/rxnorm':
    'RxNorm: courtesy of the U.S. National Library of Medicine, which is not responsible for this material and does not endorse it.',
  'http://www.whocc.no/atc':
    'Single ATC codes are referred to; ATC is copyright of the WHO Collaborating Centre for Drug Statistics Methodology.',
  'http://hl7.org/fhir/sid/icd-10':
    'Single ICD-10 codes are referred to; ICD-10 is copyright of the World Health Organization.',
  'http://hl7.org/fhir/sid/icd-10-cm':
    'Single ICD-10-CM codes are referred to; ICD-10-CM is published by the U.S. National Center for Health Statistics and is based on ICD-10, copyright of the World Health Organization.',
  'http://unitsofmeasure.org':
    'UCUM codes are copyright © Regenstrief Institute, Inc. and The UCUM Organization and are used under the license at https://ucum.org/license.',
};

function copyrightOf(systems: readonly string[]): string {
  return Object.entries(NOTICES)
    .flatMap(([system, notice]) => (systems.includes(system) ? [notice] : []))
    .join(' ');
}
