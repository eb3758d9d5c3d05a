import { AskedDecoder, type DecoderDialogue } from '../recovery/decoder-dialogue.js';
import type { DecoderPipeline } from './decoder-pipeline.js';

/** A connected decoder as recovery sees it. */
export class AskedConnection extends AskedDecoder {
  constructor(private readonly connected: DecoderPipeline) {
    super();
  }

  override get decoderId(): string {
    return this.connected.decoder.decoderId;
  }

  override get dialogue(): DecoderDialogue {
    return this.connected.dialogue;
  }

  override get isConnected(): boolean {
    return this.connected.state().link === 'connected' && !this.connected.isStandingBy;
  }

  override get connects(): number {
    return this.connected.beginnings;
  }

  override get rejectedCount(): number {
    const { rejected } = this.connected.state().counters;
    return Object.values(rejected).reduce((sum, count) => sum + count, 0);
  }

  override untilStored(): Promise<boolean> {
    return this.connected.untilStored();
  }

  override hearNumbers(listener: (number: number) => void): void {
    this.connected.conversation.listen((record) => {
      const number = record.kind === 'passing' ? record.fields.passingNumber : undefined;
      if (number !== undefined) listener(number);
    });
  }
}
