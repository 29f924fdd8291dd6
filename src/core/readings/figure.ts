/** A number or titre in the result of a test that is read as positive or negative. */
export interface Figure {
  readonly kind: 'number' | 'titre';
  /** Of a titre, the dilution: 80 for 1:80. */
  readonly value: number;
  readonly comparator?: '<' | '<=' | '>=' | '>';
  /** As sent; empty when there is none. */
  readonly unit: string;
  /** Written with commas, which may be decimal signs or thousands marks: only whether it is zero can be told. */
  readonly grouped: boolean;
}

/** Longest text looked at. */
const LONGEST = 60;
const TITRE = /^([<>]=?)?\s*1\s*[:/]\s*(\d{1,7})$/u;
/** A unit holds a slash, as in IU/mL: "15 detected" is no number with a unit. */
const NUMBER =
  /^([<>]=?)?\s*(\d[\d.,]{0,14}(?:e\+?\d{1,2})?)\s*((?:log(?:10)?\s)?[^\s/]{1,12}\/[^\s/]{1,8})?$/iu;
const TITRE_UNIT = /^\{?tit(?:er|re)s?\}?$/iu;

/** The number or titre of a result, be it a quantity, an integer, a ratio or a text; `undefined` when there is none. */
export function figureIn(observation: fhir4.Observation): Figure | undefined {
  const { valueQuantity, valueInteger, valueRatio, valueString } = observation;
  if (valueQuantity) {
    const { value, comparator } = valueQuantity;
    if (typeof value !== 'number') return undefined;
    const unit =
      [valueQuantity.unit, valueQuantity.code].find((one) => typeof one === 'string' && one !== '') ?? '';
    const kind = TITRE_UNIT.test(unit.trim()) ? 'titre' : 'number';
    return { kind, value, unit, grouped: false, ...(comparator && { comparator }) };
  }
  if (typeof valueInteger === 'number')
    return { kind: 'number', value: valueInteger, unit: '', grouped: false };
  if (valueRatio) {
    const { numerator, denominator } = valueRatio;
    const comparator = denominator?.comparator ?? numerator?.comparator;
    if (numerator?.value !== 1 || typeof denominator?.value !== 'number') return undefined;
    return {
      kind: 'titre',
      value: denominator.value,
      unit: '',
      grouped: false,
      ...(comparator && { comparator }),
    };
  }
  return typeof valueString === 'string' ? inText(valueString) : undefined;
}

function inText(text: string): Figure | undefined {
  if (text.length > LONGEST) return undefined;
  const trimmed = text.trim().replace(/^≥/u, '>=').replace(/^≤/u, '<=');
  const [, ofTitre, dilution] = TITRE.exec(trimmed) ?? [];
  if (dilution !== undefined)
    return { kind: 'titre', value: Number(dilution), unit: '', grouped: false, ...comparison(ofTitre) };
  const [, ofNumber, digits, unit = ''] = NUMBER.exec(trimmed) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits.replaceAll(',', ''));
  if (Number.isNaN(value)) return undefined;
  return { kind: 'number', value, unit, grouped: digits.includes(','), ...comparison(ofNumber) };
}

function comparison(text: string | undefined): Pick<Figure, 'comparator'> {
  return text === undefined ? {} : { comparator: text as NonNullable<Figure['comparator']> };
}
