import type { QuestionPurpose, WithheldQuestion } from '#decoder';
import { lengthOf } from './time-words.js';

const CONSEQUENCES: Readonly<Record<QuestionPurpose, string>> = {
  resend: 'Missing passings wait in the decoder meanwhile.',
  session: 'Whether its last passings arrived cannot be told meanwhile.',
  time: 'Whether its clock is right cannot be told meanwhile.',
};

/** Words of a question that is withheld, because the decoder hung up on it again. */
export function withheldWords({ question, purpose, hangUps, pauseMs }: WithheldQuestion): string {
  return (
    `it closed the link ${hangUps} times in a row when it was asked ${question}: it is not asked that for ` +
    `${lengthOf(pauseMs * 1000)}, so that live passings are not lost.${consequence(purpose)}`
  );
}

/** Words while questions are withheld; undefined where the decoder is asked everything. */
export function questionTrouble(withheld: readonly WithheldQuestion[]): string | undefined {
  const [first] = withheld;
  if (first === undefined) return undefined;
  const questions = withheld.map(({ question }) => question).join(', ');
  return `it closes the link when it is asked ${questions}, and is not asked that for now.${consequence(first.purpose)}`;
}

function consequence(purpose: QuestionPurpose | undefined): string {
  return purpose === undefined ? '' : ` ${CONSEQUENCES[purpose]}`;
}
