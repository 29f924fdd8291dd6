import type { DefaultLimit, Lab, SiteLimit } from '../model/knowledge.js';

/** A limit of the site or of the lab's file; the first whose group fits the patient is used. */
export interface FallbackLimit extends Pick<DefaultLimit, 'sex' | 'ageFrom' | 'ageTo' | 'source'> {
  readonly basis: 'site' | 'default';
  /** In the lab's own unit. */
  readonly own: number;
}

/** A limit as it is written. */
type Written = Pick<DefaultLimit, 'high' | 'unit' | 'sex' | 'ageFrom' | 'ageTo' | 'source'>;

/**
 * What a result is held against where the laboratory says nothing: what the site decided on, and behind it the default limits, which hold
 * for those of whom the site says nothing.
 * @param convert a number of another unit in the lab's own, `undefined` when the unit is not on its list
 */
export function fallbackLimits(
  { limits }: Lab,
  site: SiteLimit | undefined,
  convert: (value: number, unit: string) => number | undefined,
): readonly FallbackLimit[] {
  const inOwnUnit = ({ high, unit, ...group }: Written, basis: FallbackLimit['basis']): FallbackLimit[] => {
    const own = convert(high, unit);
    return own === undefined ? [] : [{ ...group, basis, own }];
  };
  return [
    ...siteLimits(site).flatMap((limit) => inOwnUnit(limit, 'site')),
    ...limits.flatMap((limit) => inOwnUnit(limit, 'default')),
  ];
}

/** The limits that a site wrote, each with whom it is for. */
export function siteLimits(site: SiteLimit | undefined): readonly Written[] {
  if (!site) return [];
  const { unit } = site;
  if ('all' in site) return [{ high: site.all, unit, source: [] }];
  return [
    { high: site.men, unit, sex: 'male', source: [] },
    { high: site.women, unit, sex: 'female', source: [] },
  ];
}
