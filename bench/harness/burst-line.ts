import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const PIECE_BYTES = 65_536;

/** The line to a decoder, over which prepared frames can be sent as fast as they are read. */
export class BurstLine {
  private client: Socket | undefined;

  private constructor(private readonly server: Server) {}

  static async open(decoderPort: number): Promise<BurstLine> {
    const server = createServer();
    const line = new BurstLine(server);
    server.on('connection', (client) => {
      const decoder = connect(decoderPort, '127.0.0.1');
      client.pipe(decoder);
      // Answers of the decoder go between frames: both sides write whole ones.
      decoder.on('data', (bytes) => client.write(bytes));
      for (const socket of [client, decoder]) socket.on('error', () => undefined);
      client.on('close', () => decoder.destroy());
      line.client = client;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  async send(frames: readonly Uint8Array[]): Promise<void> {
    const { client } = this;
    if (client === undefined) throw new Error('nobody is connected to this decoder');
    let piece: Uint8Array[] = [];
    let bytes = 0;
    for (const [at, frame] of frames.entries()) {
      piece.push(frame);
      bytes += frame.length;
      if (bytes < PIECE_BYTES && at + 1 < frames.length) continue;
      if (!client.write(Buffer.concat(piece, bytes))) await once(client, 'drain');
      [piece, bytes] = [[], 0];
    }
  }

  close(): void {
    this.client?.destroy();
    this.server.close();
  }
}
