import type { DecoderLedger, DoubtReason } from '#passings';

/** Words for people when the numbers of a decoder began again. */
export function beganAgainWords(before: DecoderLedger, now: DecoderLedger): string {
  const { firstNumber, highest, lostCount } = now;
  const lost = lostCount - before.lostCount;
  const rest =
    lost === 0
      ? ''
      : ` ${lost === 1 ? '1 passing' : `${lost} passings`} of the old numbering had not been fetched, and cannot be any more.`;
  const fetched =
    highest < firstNumber
      ? 'It has no passing of the new numbering yet.'
      : `Its passings of the new numbering, up to number ${highest}, are fetched as far as it sends them again.`;
  return `It numbers its passings anew: it was switched off, or its memory was cleared. ${fetched}${rest}`;
}

export function doubtfulNumberWords(number: number, { highest }: DecoderLedger): string {
  return `a passing came with the number ${number}, and the decoder is at ${highest}: it is kept, and marked`;
}

const WORDS: Readonly<Record<DoubtReason, string>> = {
  cannot_resend:
    'This decoder does not send a passing again when it is asked, so it cannot be known whether it numbered its passings ' +
    'anew while it was not heard. Compare with its own display or printout.',
  memory_cleared:
    'The memory of this decoder was cleared while it was not connected. All that it still has is kept; whether it had ' +
    'passings before that cannot be told any more.',
  began_unseen:
    'This decoder numbers its passings anew and does not send the first ones of them when it is asked: passings before the ' +
    'first one that came may be missing.',
};

export function unprovenWords(reason: DoubtReason): string {
  return WORDS[reason];
}
