/** Whom an entry of a cohort is about. */
export interface Group {
  readonly sex?: 'male' | 'female';
  readonly ageFrom?: number;
  readonly ageTo?: number;
}

/** Whether somebody is of a group. */
export function fits(
  { sex, ageFrom = 0, ageTo = Infinity }: Group,
  person: { readonly age: number; readonly sex: 'male' | 'female' },
): boolean {
  return (sex === undefined || sex === person.sex) && person.age >= ageFrom && person.age <= ageTo;
}
