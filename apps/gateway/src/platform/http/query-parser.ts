import { type FieldFault, invalidFields } from '../problems/problem.js';

/** Parses `a=1&b=2` and no more: no nesting, no lists. A name that is given twice is refused as a fault of its field. */
export function parseQuery(text: string | null): Record<string, string> {
  const values = new Map<string, string>();
  const faults = new Map<string, FieldFault>();
  for (const [field, value] of new URLSearchParams(text ?? '')) {
    if (values.has(field)) faults.set(field, { field, message: 'is given more than once: give it once' });
    values.set(field, value);
  }
  if (faults.size > 0) throw invalidFields([...faults.values()]);
  return Object.fromEntries(values);
}
