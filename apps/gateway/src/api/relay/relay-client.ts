import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { RelayQuestion } from '#decoder';

/** Unsent bytes from which an answer waits, and from which a client that does not read is cut. */
const WAIT_BYTES = 64 * 1024;
const MOST_UNSENT_BYTES = 1024 * 1024;
/** Questions after which a client rests: 200 in a second at most, where real ones ask five. */
const QUESTIONS_AT_ONCE = 20;
const REST_MS = 100;

/** A client of the relay: its questions are answered in their order, and it is read no faster than that. */
export class RelayClient {
  constructor(
    private readonly socket: Socket,
    private readonly onSlow: () => void,
  ) {
    // The end of a client is no fault: `run` ends with it.
    socket.on('error', () => undefined);
  }

  /** Answers questions until the client is gone. */
  async run(
    read: (bytes: Uint8Array) => readonly RelayQuestion[],
    answer: (question: RelayQuestion) => Promise<void>,
  ): Promise<void> {
    let asked = 0;
    try {
      for await (const chunk of this.socket as AsyncIterable<Buffer>) {
        for (const question of read(chunk)) {
          if (this.isGone) return;
          await answer(question);
          if (++asked % QUESTIONS_AT_ONCE === 0) await delay(REST_MS, undefined, { ref: false });
        }
      }
    } catch (error) {
      if (!this.isGone) throw error;
    } finally {
      this.socket.destroy();
    }
  }

  get isGone(): boolean {
    return this.socket.destroyed || !this.socket.writable;
  }

  send(frame: Uint8Array): void {
    if (this.isGone) return;
    this.socket.write(frame);
    if (this.socket.writableLength <= MOST_UNSENT_BYTES) return;
    this.onSlow();
    this.cut();
  }

  /** Resolves when the client took what was sent, or is gone; at once while little is left. */
  taken(): Promise<void> {
    const { socket } = this;
    if (this.isGone || socket.writableLength < WAIT_BYTES) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        socket.off('drain', settle);
        socket.off('close', settle);
        resolve();
      };
      socket.on('drain', settle);
      socket.on('close', settle);
    });
  }

  cut(): void {
    this.socket.destroy();
  }
}
