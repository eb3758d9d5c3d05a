import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { drain } from './export-client.js';

const SERVER = fileURLToPath(new URL('../rivals/ready-bytes.js', import.meta.url));

/** Answers over HTTP whose bytes were ready before anybody asked. */
export class ReadyAnswers {
  private constructor(
    private readonly server: ChildProcess,
    private readonly port: number,
  ) {}

  static async open(): Promise<ReadyAnswers> {
    const server = fork(SERVER);
    const [port] = (await once(server, 'message')) as [number];
    return new ReadyAnswers(server, port);
  }

  /** Takes an answer of so many bytes. */
  async take(bytes: number): Promise<void> {
    const [answer] = (await once(get(`http://127.0.0.1:${this.port}/${bytes}`), 'response')) as [
      IncomingMessage,
    ];
    await drain(answer);
  }

  close(): void {
    this.server.disconnect();
  }
}
