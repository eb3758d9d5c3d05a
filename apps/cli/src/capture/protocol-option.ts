import { Option } from 'commander';
import { PROTOCOLS } from '#decoder';

/** Which protocol a capture is of. */
export function protocolOption(): Option {
  const names = PROTOCOLS.map(({ name }) => name);
  const [usual] = names;
  return new Option('--protocol <name>', 'the protocol of the decoder').choices(names).default(usual);
}
