import type { Layout } from './print-answer.js';

/** An entry of the trail, as the gateway tells it. */
interface Entry {
  readonly at: string;
  readonly who: { readonly id: string; readonly name: string | null; readonly device_id: string | null };
  readonly from: string | null;
  readonly operation: string;
  readonly what: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly changed: readonly string[];
}

export const AUDIT_LAYOUT: Layout = { whole: ['what', 'operation'] };

/** The trail as rows for people: what was there before and after is in --json. */
export function auditRows({ entries }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rows = (entries as Entry[]).map(({ at, who, from, operation, what, changed }) => ({
    at: at.replace(/\.[0-9]{3}Z$/, 'Z'),
    operation,
    // Its kind is in the operation.
    what: what.id,
    name: what.name,
    who: who.device_id === null ? named(who.id, who.name) : `${who.id} on ${who.device_id}`,
    from,
    changed,
  }));
  return { entries: rows, count: rows.length };
}

/** A name may have anything in it but control characters. */
function named(id: string, name: string | null): string {
  return name === null ? id : `${id} (${JSON.stringify(name)})`;
}
