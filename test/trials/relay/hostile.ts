import { connect, type Socket } from 'node:net';
import { encodeRecord, p3Requests } from '#p3';

/** Highest passing number. */
const WHOLE = 0xffff_ffff;

/** A client of the relay that asks without end, never reads, and sends what would clear a decoder. */
export class Hostile {
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(private readonly port: number) {
    this.begin();
  }

  end(): void {
    this.isOver = true;
    clearInterval(this.timer);
    this.socket?.destroy();
  }

  private begin(): void {
    clearInterval(this.timer);
    if (this.isOver) return;
    const socket = connect(this.port, '127.0.0.1');
    this.socket = socket;
    socket.pause();
    socket.on('error', () => undefined);
    socket.on('close', () => {
      setTimeout(() => {
        this.begin();
      }, 100);
    });
    const words = Buffer.concat([
      p3Requests.resend(0, WHOLE),
      encodeRecord('CLEAR_PASSING'),
      encodeRecord('RESET'),
      p3Requests.ping(),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ]);
    this.timer = setInterval(() => {
      for (let each = 0; each < 100 && socket.writable && socket.writableLength < 1_000_000; each++)
        socket.write(words);
    }, 10);
  }
}
