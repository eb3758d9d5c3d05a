import { Command } from 'commander';
import { type DecoderProtocol, PROTOCOLS } from '#decoder';
import { decoderOnNetwork, everybody, type FoundDecoder, type Place } from '../discovery/network.js';
import { type FoundPort, serialPorts } from '../discovery/serial.js';
import { wholeOf } from './options.js';

interface DiscoverOptions {
  readonly to?: string;
  readonly wait: number;
  readonly listen?: number;
  readonly json?: boolean;
}

export function discoverCommand(): Command {
  return new Command('discover')
    .description('ask this network for decoders, list the serial ports, and print the URLs to use')
    .option('--to <host>', 'ask this host or broadcast address only, with :port where it is another one')
    .option('--wait <seconds>', 'how long to wait for answers', wholeOf(1, 60), 3)
    .option(
      '--listen <seconds>',
      'listen to each serial port, at each speed, and guess the protocol',
      wholeOf(1, 60),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  coachlink discover --listen 10')
    .action(discover);
}

async function discover({ to, wait, listen = 0, json = false }: DiscoverOptions): Promise<void> {
  const [networks, ports] = await Promise.all([
    Promise.all(PROTOCOLS.map((protocol) => decoderOnNetwork(protocol, placesOf(protocol, to), wait * 1000))),
    serialPorts(listen * 1000),
  ]);
  const decoders = networks.flat();
  process.stdout.write(
    json
      ? `${JSON.stringify({ decoders, serial_ports: ports.map(portJson) })}\n`
      : `${[...decodersText(decoders), ...portsText(ports, listen > 0)].join('\n')}\n`,
  );
}

function placesOf({ discovery }: DecoderProtocol, to: string | undefined): Place[] {
  const standard = discovery?.port ?? 0;
  if (to === undefined) return everybody(standard);
  const [, host = to, port] = /^(.*):([0-9]{1,5})$/.exec(to) ?? [];
  return [{ host, port: port === undefined ? standard : Number(port) }];
}

function decodersText(decoders: readonly FoundDecoder[]): string[] {
  if (decoders.length === 0)
    return ['No decoder answered on this network. Is it on, and on the same network?'];
  return decoders.map(({ url, decoderId, description }) =>
    [url, decoderId === undefined ? '' : `DECODER_ID ${decoderId}`, description ?? '']
      .filter(Boolean)
      .join('  '),
  );
}

function portsText(ports: readonly FoundPort[], isListening: boolean): string[] {
  if (ports.length === 0) return ['There is no serial port.'];
  return ports.map(({ path, maker = '', guess, trouble }) => {
    if (trouble !== undefined) return `${path}  ${trouble}`;
    if (guess !== undefined) return `${urlOf(path, guess)}  ${guess.records} records heard`;
    return `${path}  ${maker}  ${isListening ? 'nothing was heard that is known' : 'give --listen 10 to hear what is on it'}`;
  });
}

function portJson({ path, maker, guess, trouble }: FoundPort): object {
  return {
    path,
    maker: maker ?? null,
    url: guess === undefined ? null : urlOf(path, guess),
    records: guess?.records ?? null,
    trouble: trouble ?? null,
  };
}

function urlOf(path: string, { protocol, baud }: NonNullable<FoundPort['guess']>): string {
  return `${protocol.name}+serial://${path}?baud=${baud}`;
}
