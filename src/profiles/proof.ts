import type { Coding, Figure, Proof, Source } from '../core/model/knowledge.js';
import { canonical, type ArtefactContext } from './artefact-context.js';

export const UCUM = 'http://unitsofmeasure.org';

/** A proof as written, with the reviewer's note where there is one. */
export type Proven = Proof & { readonly note?: string };

const urlOf = (context: ArtefactContext): string => canonical(context, 'StructureDefinition', 'proof');

/** Our extension that says where a code or number comes from and whether that source was read. */
export function proof(
  context: ArtefactContext,
  { source, verified, checked, note }: Proven,
): fhir4.Extension {
  return {
    url: urlOf(context),
    extension: [
      ...source.map((id) => ({ url: 'source', valueCode: id })),
      { url: 'verified', valueBoolean: verified },
      { url: 'checked', valueDate: checked },
      ...(note === undefined ? [] : [{ url: 'note', valueString: note }]),
    ],
  };
}

/** The same for a number that stands in an expression, or nowhere else. */
export function figureProof(context: ArtefactContext, figure: Figure): fhir4.Extension {
  const { value, unit } = figure;
  const { url, extension = [] } = proof(context, figure);
  return {
    url,
    extension: [{ url: 'value', valueQuantity: { value, unit, system: UCUM, code: unit } }, ...extension],
  };
}

/** Whether a guideline or paper was read, and what of it. */
function sourceProof(context: ArtefactContext, { verified, read }: Source): fhir4.Extension {
  return {
    url: urlOf(context),
    extension: [
      { url: 'verified', valueBoolean: verified },
      { url: 'note', valueString: read },
    ],
  };
}

/** The numbers that an element's extensions prove. */
export function figuresIn(element: fhir4.Element): Figure[] {
  return (element.extension ?? []).flatMap(({ url, extension = [] }) => {
    if (!url.endsWith('/StructureDefinition/proof')) return [];
    const one = (name: string): fhir4.Extension | undefined => extension.find((part) => part.url === name);
    const { value, unit } = one('value')?.valueQuantity ?? {};
    const checked = one('checked')?.valueDate;
    if (value === undefined || unit === undefined || checked === undefined) return [];
    const note = one('note')?.valueString;
    return [
      {
        value,
        unit,
        source: extension.flatMap((part) => (part.url === 'source' ? (part.valueCode ?? []) : [])),
        verified: one('verified')?.valueBoolean === true,
        checked,
        ...(note !== undefined && { note }),
      },
    ];
  });
}

/** A code with its proof. */
export function coding(context: ArtefactContext, entry: Coding & Proven): fhir4.Coding {
  const { system, code, display } = entry;
  return { system, code, ...(display !== undefined && { display }), extension: [proof(context, entry)] };
}

/** Guidelines and papers as citations; the id of each is the name of its file in `sources/`. */
export function citations(context: ArtefactContext, ids: readonly string[]): fhir4.RelatedArtifact[] {
  return ids.flatMap((id) => {
    const source = context.knowledge.sources.get(id);
    if (!source) return [];
    const url = source.url ?? (source.doi === undefined ? undefined : `https://doi.org/${source.doi}`);
    return [
      {
        id,
        type: 'citation' as const,
        label: source.short ?? id,
        citation: source.citation,
        ...(url !== undefined && { url }),
        extension: [sourceProof(context, source)],
      },
    ];
  });
}
