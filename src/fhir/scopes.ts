/** SMART v1 `patient/Observation.read`, v2 `user/Observation.rs?category=…`; `*` for every type. */
const SMART = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(\*|read|write|[cruds]+)(?:\?\S*)?$/;

/**
 * Whether a scope grants asking for a type. A scope that holds no SMART resource scope (Epic sends its own names) says
 * nothing either way: `undefined`.
 * @param interaction `r` to read one, `s` to search
 */
export function grants(scope: string | undefined, type: string, interaction: 'r' | 's'): boolean | undefined {
  const found = (scope ?? '').split(/\s+/).flatMap((one) => {
    const [, types = '', rights = ''] = SMART.exec(one) ?? [];
    return types === '' ? [] : [{ types, rights }];
  });
  if (found.length === 0) return undefined;
  return found.some(
    ({ types, rights }) =>
      (types === '*' || types === type) &&
      (rights === '*' || rights === 'read' || (rights !== 'write' && rights.includes(interaction))),
  );
}
