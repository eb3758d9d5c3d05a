import type { Alteration, AuditedKind, Shown } from './audit-entry.js';

/** The parts of a record that the audit trail tells. */
export interface Subject<Value> {
  readonly kind: AuditedKind;
  idOf(value: Value): string;
  nameOf(value: Value): string | null;
  shown(value: Value): Shown;
  /** Secrets, by the names of their fields: compared and never shown. */
  secretsOf(value: Value): Readonly<Record<string, string>>;
}

/** Returns the alteration that a change makes of a record; undefined where the record stays as it is. */
export function alterationOf<Value>(
  subject: Subject<Value>,
  before: Value | undefined,
  after: Value | undefined,
): Alteration | undefined {
  const told = after ?? before;
  if (told === undefined) return undefined;
  const changed = before === undefined || after === undefined ? [] : differing(subject, before, after);
  if (before !== undefined && after !== undefined && changed.length === 0) return undefined;
  return {
    kind: subject.kind,
    id: subject.idOf(told),
    name: subject.nameOf(told),
    changed,
    before: before === undefined ? null : subject.shown(before),
    after: after === undefined ? null : subject.shown(after),
  };
}

function differing<Value>(subject: Subject<Value>, before: Value, after: Value): string[] {
  const fieldsOf = (value: Value): Shown => ({ ...subject.shown(value), ...subject.secretsOf(value) });
  const [one, other] = [fieldsOf(before), fieldsOf(after)];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}
