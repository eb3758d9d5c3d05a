import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { protocolOf } from '#decoder';
import { encodeRecord, P3Parser } from '#p3';
import { decoderOnNetwork, everybody } from './network.js';

describe(decoderOnNetwork.name, () => {
  let decoder: Socket;
  let port: number;
  beforeEach(async () => {
    decoder = createSocket('udp4').bind(0, '127.0.0.1');
    await once(decoder, 'listening');
    ({ port } = decoder.address());
    decoder.on('message', (bytes, sender) => {
      const [event] = new P3Parser({ checkLength: false }).push(bytes);
      if (event?.kind !== 'record' || event.record.type !== 'VERSION') return;
      const answer = { description: 'RC decoder', version: '4.3', decoderId: 0x41813 };
      decoder.send(encodeRecord('VERSION', answer), sender.port, sender.address);
      decoder.send(Buffer.from('no record'), sender.port, sender.address);
    });
  });
  afterEach(() => {
    decoder.close();
  });

  it('finds the decoders that answer, each with the URL to use', async () => {
    const protocol = protocolOf('p3');
    const discovery = protocol.discovery && { ...protocol.discovery, answersTo: 0 };
    if (discovery === undefined) throw new Error('it cannot be discovered');
    expect(await decoderOnNetwork({ ...protocol, discovery }, [{ host: '127.0.0.1', port }], 300)).toEqual([
      { url: 'p3+tcp://127.0.0.1:5403', decoderId: '00041813', description: 'RC decoder' },
    ]);
  });

  it('finds none of a protocol whose decoders do not answer', async () => {
    expect(await decoderOnNetwork(protocolOf('p98'), [{ host: '127.0.0.1', port }], 1)).toEqual([]);
  });

  it('asks everybody on each network', () => {
    expect(everybody(5403)).toContainEqual({ host: '255.255.255.255', port: 5403 });
  });
});
