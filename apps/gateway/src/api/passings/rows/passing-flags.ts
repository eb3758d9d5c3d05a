import type { ShownPassing } from '#passings';

const LOW_BATTERY = 0x01;
const FLAG_BITS = 16;

/** Names a passing's flags; most passings have none. `isInput`: the transponder is an input of the decoder. */
export function flagsOf(
  {
    decoderFlags,
    timeSource,
    isTimeDoubtful,
    isNumberDoubtful,
  }: Pick<ShownPassing, 'decoderFlags' | 'timeSource' | 'isTimeDoubtful' | 'isNumberDoubtful'>,
  isInput: boolean,
): string[] {
  const flags: string[] = [];
  const bits = decoderFlags ?? 0;
  if ((bits & LOW_BATTERY) !== 0) flags.push('low_battery');
  if (isInput) flags.push('input');
  if (timeSource === 'utc') flags.push('utc_time');
  if (timeSource === 'received' || timeSource === 'estimated') flags.push('time_from_receipt');
  if (isTimeDoubtful) flags.push('time_doubtful');
  if (isNumberDoubtful) flags.push('number_doubtful');
  if (bits > LOW_BATTERY) {
    for (let bit = 1; bit < FLAG_BITS; bit++) {
      if ((bits & (1 << bit)) !== 0) flags.push(`decoder_flag_${bit}`);
    }
  }
  return flags;
}
