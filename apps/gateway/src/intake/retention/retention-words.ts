import { ANNOUNCED_FOR_MS, type AgedPassings, type AnnouncedDeletion } from '#passings';
import { when } from './clock-doubt.js';

/** Words for a deletion that is withheld, because the clock that tells the age is doubtful. */
export function refusal(days: number, doubt: string): string {
  return (
    `Passings older than ${days} days are not dropped, because the clock of this machine is doubtful: ${doubt}. ` +
    'It is believed again when it is back where it was, or after a day without a step in which a decoder with a clock ' +
    'of its own agrees. If it is wrong, set it.'
  );
}

/** Words for a deletion that waits, because more than a tenth of the passings is old at once. */
export function announcement(
  days: number,
  { passings, keptPassings }: AgedPassings,
  { atMs, untilUs }: AnnouncedDeletion,
): string {
  return (
    `About ${count(passings)} of ${count(keptPassings)} passings are older than ${days} days and will be dropped: all ` +
    `until ${when(untilUs / 1000)}. That is more than a tenth at once, so they stay until ${when(atMs + ANNOUNCED_FOR_MS)}. ` +
    'To keep them, set the clock of this machine right, or raise COACHLINK_RETENTION_DAYS.'
  );
}

export function dropped(days: number, passings: number, untilUs: number): string {
  return `dropped ${count(passings)} passings older than ${days} days, until ${when(untilUs / 1000)}`;
}

function count(passings: number): string {
  return Math.round(passings).toLocaleString('en');
}
