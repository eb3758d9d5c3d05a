import { activeQuery } from './active.query.js';
import { passingsQuery } from './passings.query.js';
import type { Query } from './query.js';
import { sessionsQuery } from './sessions.query.js';

/** Every query by the name under which it is asked for, in this thread and in the one for long reads. */
export const QUERIES = {
  passings: passingsQuery,
  sessions: sessionsQuery,
  active: activeQuery,
};

export type QueryName = keyof typeof QUERIES;
type AskedByName = { [Name in QueryName]: Parameters<(typeof QUERIES)[Name]['read']>[1] };
type FoundByName = { [Name in QueryName]: Awaited<ReturnType<(typeof QUERIES)[Name]['read']>> };
export type Asked<Name extends QueryName> = AskedByName[Name];
export type Found<Name extends QueryName> = FoundByName[Name];

const BY_NAME: { readonly [Name in QueryName]: Query<Asked<Name>, Found<Name>> } = QUERIES;

/** Returns the query with the types that belong to its name. */
export const queryNamed = <Name extends QueryName>(name: Name): Query<Asked<Name>, Found<Name>> =>
  BY_NAME[name];
