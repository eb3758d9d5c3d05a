import type { AskedFile } from '../reading/passings-answers.js';
import type { Asked, Found, QueryName } from '../reading/queries/queries.js';
import type { PortableError } from './portable-error.js';

/** Settings of the reading thread, given at its start. */
export interface ThreadSettings {
  readonly redisUrl: string;
}

/** Questions to the reading thread. A file is opened under a number that the asker chose, and filled and closed under it. */
export type Question =
  | {
      readonly kind: 'query';
      readonly name: QueryName;
      readonly site: string;
      readonly asked: Asked<QueryName>;
    }
  | { readonly kind: 'open'; readonly file: number; readonly site: string; readonly asked: AskedFile }
  | { readonly kind: 'fill'; readonly file: number; readonly memory: ArrayBuffer }
  | { readonly kind: 'close'; readonly file: number };

/** Answers by the kind of question. */
export interface Answers {
  query: Found<QueryName>;
  fill: { readonly memory: ArrayBuffer; readonly length: number; readonly isLast: boolean };
  open: undefined;
  close: undefined;
}

export interface NumberedQuestion {
  readonly number: number;
  readonly question: Question;
}

export type NumberedAnswer =
  | { readonly number: number; readonly answer: Answers[Question['kind']] }
  | { readonly number: number; readonly error: PortableError };
