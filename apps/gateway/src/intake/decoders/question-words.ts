import type { RecordTypeName, WithheldQuestion } from '#decoder';
import { lengthOf } from './time-words.js';

const CONSEQUENCES: Partial<Record<RecordTypeName, string>> = {
  RESEND: 'What is missing meanwhile waits in the decoder.',
  SESSION: 'Whether its last passings arrived cannot be told meanwhile.',
  GET_TIME: 'Whether its clock is right cannot be told meanwhile.',
};

/** What a person reads when a decoder hung up on a question again. */
export function withheldWords({ question, hangUps, pauseMs }: WithheldQuestion): string {
  return (
    `it closed the link ${hangUps} times in a row when it was asked ${question}: it is not asked that for ` +
    `${lengthOf(pauseMs * 1000)}, so that what comes live is not lost.${consequence(question)}`
  );
}

/** The same while it lasts; undefined where it is asked everything. */
export function questionTrouble(withheld: readonly WithheldQuestion[]): string | undefined {
  const [first] = withheld;
  if (first === undefined) return undefined;
  const questions = withheld.map(({ question }) => question).join(', ');
  return `it closes the link when it is asked ${questions}, and is not asked that for now.${consequence(first.question)}`;
}

function consequence(question: RecordTypeName): string {
  const words = CONSEQUENCES[question];
  return words === undefined ? '' : ` ${words}`;
}
