/** What tokens of a prefetch template stand for. */
export interface TokenValues {
  readonly patientId: string;
  /** `Type/id`. */
  readonly userId: string;
  readonly encounterId?: string;
}

/** A query with every token filled, as CDS Hooks 2.0.1 has a client fill them; `undefined` when one of them has no value. */
export function filled(query: string, { patientId, userId, encounterId }: TokenValues): string | undefined {
  const [type = '', id = ''] = userId.split('/');
  const values = new Map([
    ['context.patientId', patientId],
    ['context.userId', userId],
    ...(encounterId === undefined ? [] : [['context.encounterId', encounterId] as const]),
    [`user${type}Id`, id],
  ]);
  const unfilled: string[] = [];
  const whole = query.replace(/\{\{([^{}]*)\}\}/gu, (_, token: string) => {
    const value = values.get(token.trim());
    if (value === undefined) unfilled.push(token);
    // What is checked to be an id already is encoded all the same.
    return encodeURIComponent(value ?? '');
  });
  return unfilled.length === 0 ? whole : undefined;
}
