import { lengthOf } from './time-words.js';

export function differWords(byUs: number): string {
  return (
    `the clocks of the decoder and of this machine differ by ${lengthOf(byUs)} more than before the gateway was ` +
    'stopped, so that one of them was set meanwhile: compare both with a clock that is right'
  );
}

export function setWords(byUs: number): string {
  const direction = byUs > 0 ? 'forward' : 'back';
  return `the clock of the decoder was set ${direction} by ${lengthOf(byUs)}: passings after that are timed by the new one`;
}

/** `isKnown`: the decoder's offset is known from an earlier measurement. */
export function implausibleWords(rtcTimeUs: number, isKnown: boolean): string {
  const instead = isKnown ? 'by the last offset that was right' : 'by when they are received';
  return (
    `asked for its time it says ${dateOf(rtcTimeUs)}, which its passings or its next answers contradict: its passings are ` +
    `placed ${instead}, until it tells a time that can be right`
  );
}

export function dateOf(us: number): string {
  const date = new Date(us / 1000);
  return Number.isNaN(date.getTime())
    ? 'an impossible date'
    : date.toISOString().slice(0, 16).replace('T', ' ');
}
