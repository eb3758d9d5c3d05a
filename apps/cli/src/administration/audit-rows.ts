import type { Layout } from './print-answer.js';

/** An entry of the audit trail, as the gateway answers it. */
interface Entry {
  readonly at: string;
  readonly who: { readonly id: string; readonly name: string | null; readonly device_id: string | null };
  readonly from: string | null;
  readonly operation: string;
  readonly what: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly changed: readonly string[];
}

export const AUDIT_LAYOUT: Layout = { whole: ['what', 'operation'] };

/** Returns the trail as rows for people; the values before and after a change are in --json. */
export function auditRows({ entries }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rows = (entries as Entry[]).map(({ at, who, from, operation, what, changed }) => ({
    at: at.replace(/\.[0-9]{3}Z$/, 'Z'),
    operation,
    // `operation` names the kind already.
    what: what.id,
    name: what.name,
    who: who.device_id === null ? named(who.id, who.name) : `${who.id} on ${who.device_id}`,
    from,
    changed,
  }));
  return { entries: rows, count: rows.length };
}

/** Returns an id with its name in quotes, as a name may have any character but control characters. */
function named(id: string, name: string | null): string {
  return name === null ? id : `${id} (${JSON.stringify(name)})`;
}
