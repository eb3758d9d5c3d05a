import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { takeFile } from './take-file.js';

const SERVER = fileURLToPath(new URL('../rivals/ready-bytes.js', import.meta.url));

/** Answers over HTTP with prepared bytes. */
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

  /** Takes an answer of `bytes` bytes. */
  take(bytes: number): Promise<number> {
    return takeFile(`http://127.0.0.1:${this.port}`, `/${bytes}`);
  }

  close(): void {
    this.server.disconnect();
  }
}
