import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpLine, type Question, wireText } from './http-line.js';

/** Pause of a client that lost its connection. */
const TRY_AGAIN_MS = 1000;

/**
 * Clients that ask one question after the other, each beginning with another one, until `leave`. A client waits as long
 * as an answer tells it to.
 */
export class Crowd {
  answered = 0;
  refused = 0;
  /** Number of replies that are neither an answer nor tell when to ask again. */
  other = 0;
  private readonly leaving = new AbortController();
  private readonly lines = new Set<HttpLine>();
  private readonly clients: readonly Promise<void>[];

  constructor(
    private readonly base: string,
    questions: readonly Question[],
    count: number,
  ) {
    const wires = questions.map((question) => wireText(base, question));
    // Each of the clients listens to it.
    setMaxListeners(0, this.leaving.signal);
    this.clients = Array.from({ length: count }, (_, at) => this.askOn(wires, at));
  }

  async leave(): Promise<void> {
    this.leaving.abort();
    for (const line of this.lines) line.close();
    await Promise.all(this.clients);
  }

  private async askOn(wires: readonly Buffer[], begin: number): Promise<void> {
    for (let at = begin; !this.isLeaving();) {
      try {
        const line = await HttpLine.open(this.base);
        this.lines.add(line);
        for (;;) await this.ask(line, wires[at++ % wires.length] ?? Buffer.alloc(0));
      } catch {
        // A client that leaves in the middle of a question has no answer to count.
        if (!this.isLeaving()) this.other++;
        await delay(TRY_AGAIN_MS, undefined, this.leaving).catch(() => undefined);
      }
    }
  }

  private isLeaving(): boolean {
    return this.leaving.signal.aborted;
  }

  private async ask(line: HttpLine, wire: Buffer): Promise<void> {
    const { status, retryAfterMs } = await line.ask(wire);
    if (status === 200) this.answered++;
    else if (status === 503 && retryAfterMs !== undefined) {
      this.refused++;
      await delay(retryAfterMs, undefined, this.leaving);
    } else this.other++;
  }
}
