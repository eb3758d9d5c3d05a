import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { Duplex } from 'node:stream';
import { DecoderLink } from './decoder-link.js';
import { linkTrouble } from './link-trouble.js';
import { describePlace } from './transport-url.js';

/** Bytes of datagrams that may wait to be read; further ones are dropped, as the system would drop them. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** Datagrams that decoders send to a port of this machine; answers go to the sender of the newest one. */
export class UdpLink extends DecoderLink {
  override readonly place: string;

  /** `host`: address or name of the only sender that is heard, undefined for any. */
  constructor(
    private readonly host: string | undefined,
    private readonly port: number,
  ) {
    super();
    this.place = describePlace({ kind: 'udp', host, port });
  }

  override async open(signal: AbortSignal): Promise<Duplex> {
    const sender = await this.inWords(this.senderAddress());
    // Several programs may listen to what decoders send to everybody.
    const socket = createSocket({ type: isIPv6(sender ?? '') ? 'udp6' : 'udp4', reuseAddr: true });
    try {
      socket.bind(this.port);
      await this.inWords(once(socket, 'listening', { signal }));
    } catch (error) {
      socket.close();
      throw error;
    }
    return new DatagramLine(socket, sender, this.port);
  }

  /** Datagrams tell the address of their sender, never its name. */
  private async senderAddress(): Promise<string | undefined> {
    return this.host === undefined ? undefined : (await lookup(this.host, { verbatim: false })).address;
  }

  private async inWords<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      throw new Error(`${this.place}: ${linkTrouble(error as Error)}`, { cause: error });
    }
  }
}

/** Datagrams as a stream of bytes. */
class DatagramLine extends Duplex {
  private sender: { readonly address: string; readonly port: number } | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly host: string | undefined,
    port: number,
  ) {
    super();
    if (host !== undefined) this.sender = { address: host, port };
    socket.on('message', (bytes, sender) => {
      this.heard(bytes, sender);
    });
    socket.on('error', (error) => {
      this.destroy(error);
    });
  }

  override _read(): void {
    // Datagrams come when they come.
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { sender } = this;
    if (sender === undefined) {
      done();
      return;
    }
    this.socket.send(bytes, sender.port, sender.address, () => {
      // An answer that cannot be delivered is a lost datagram like any other.
      done();
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.removeAllListeners('message');
    this.socket.close(() => {
      done(error);
    });
  }

  private heard(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    if (this.host !== undefined && address !== this.host) return;
    this.sender = { address, port };
    if (this.readableLength < MOST_WAITING_BYTES) this.push(bytes);
  }
}
