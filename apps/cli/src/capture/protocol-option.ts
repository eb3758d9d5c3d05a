import { Option } from 'commander';
import { PROTOCOLS } from '#decoder';

/** The option that names the protocol of a capture. */
export function protocolOption(): Option {
  const names = PROTOCOLS.map(({ name }) => name);
  const [usual] = names;
  return new Option('--protocol <name>', 'the protocol of the decoder').choices(names).default(usual);
}
