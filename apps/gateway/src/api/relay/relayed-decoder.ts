import type { RelayQuestion, RelaySide, RelayState, ResendQuestion } from '#decoder';
import type { DecoderLedger, ShownPassing } from '#passings';
import { reportedAgain } from '../../intake/ingest/passing-of-record.js';
import type { KeptPassings } from './kept-passings.js';
import { firstTold, lackingIn } from './lacking.js';
import type { RelayClient } from './relay-client.js';
import type { Turns } from './turns.js';

/** Last number where there is none. */
const NO_NUMBER = 0;

export interface RelayedDecoderOptions {
  readonly kept: KeptPassings;
  readonly side: RelaySide;
  /** Whether the decoder's protocol numbers passings. */
  readonly hasNumbers: boolean;
  readonly nowUs: () => number;
  readonly status: () => RelayState['status'];
  /** Whether the decoder itself is connected. */
  readonly isThere: () => boolean;
  readonly turns: Turns;
  readonly onFailure: (error: unknown) => void;
}

/** One decoder as its relay plays it: pushes its stored passings to every client, and answers out of the store. */
export class RelayedDecoder {
  private readonly clients = new Set<RelayClient>();
  private epoch: number | undefined;
  /** Resolves when the kept passings are looked through; until then nothing is answered. */
  private ready: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayedDecoderOptions) {}

  get clientCount(): number {
    return this.clients.size;
  }

  /** Looks the kept passings through. Clients are cut, as by a decoder that is switched on again, and ask anew. */
  async begin(): Promise<void> {
    this.cutClients();
    this.ready = this.lookBack();
    await this.ready;
  }

  /** Serves a client until it is gone. */
  async serve(client: RelayClient): Promise<void> {
    this.clients.add(client);
    try {
      await client.run(this.options.side.createReader(), (question) => this.answer(client, question));
    } finally {
      this.clients.delete(client);
    }
  }

  /** Takes passings as they are stored. A decoder sends a passing once, so one that was dated anew is not sent again. */
  async take(passings: readonly ShownPassing[]): Promise<void> {
    const { kept, side } = this.options;
    if ((await kept.ledger())?.epoch !== this.epoch) {
      await this.begin();
      return;
    }
    for (const passing of passings) {
      if (!kept.note(passing)) continue;
      const frame = side.passing(reportedAgain(passing));
      for (const client of this.clients) client.send(frame);
    }
  }

  /** Sends STATUS while the decoder itself is there: without it readers see that nothing comes. */
  pushStatus(): void {
    if (this.clients.size === 0 || !this.options.isThere()) return;
    const frame = this.options.side.status(this.options.status());
    for (const client of this.clients) client.send(frame);
  }

  cutClients(): void {
    for (const client of this.clients) client.cut();
  }

  /** A question that the storage leaves unanswered stays so: clients ask again, as they do with a decoder. */
  private async answer(client: RelayClient, question: RelayQuestion): Promise<void> {
    try {
      await this.ready;
      const ledger = await this.options.kept.ledger();
      if (question.kind === 'resend') await this.resend(client, question, ledger);
      else client.send(question.answer(this.stateBy(ledger)));
      await client.taken();
    } catch (error) {
      this.options.onFailure(error);
    }
  }

  private async lookBack(): Promise<void> {
    this.epoch = await this.options.kept.lookBack();
  }

  private async resend(
    client: RelayClient,
    question: ResendQuestion,
    ledger: DecoderLedger | undefined,
  ): Promise<void> {
    const { fromNumber, untilNumber } = question;
    const asked = { from: fromNumber, until: untilNumber };
    const lacking = ledger === undefined ? 0 : lackingIn(ledger, this.options.kept.numbers, asked);
    if (lacking === 0) client.send(question.acknowledge(ledger?.highest ?? NO_NUMBER));
    await this.sendAgain(client, question);
    // A refusal behind the passings that there are: a reader must not take the others for empty.
    if (lacking > 0) client.send(question.refuse(`${lacking} of these passings are missing here too`));
  }

  private async sendAgain(client: RelayClient, { fromNumber, untilNumber }: ResendQuestion): Promise<void> {
    const { kept, side, turns } = this.options;
    for (const stretch of kept.numbers.stretches(fromNumber, untilNumber)) {
      if (client.isGone) return;
      for (const passing of await turns.take(() => kept.read(stretch)))
        client.send(side.passing(reportedAgain(passing)));
      await client.taken();
    }
  }

  private stateBy(ledger: DecoderLedger | undefined): RelayState {
    const { nowUs, status, hasNumbers } = this.options;
    return {
      nowUs: Math.floor(nowUs()),
      status: status(),
      session: hasNumbers ? sessionBy(ledger) : undefined,
    };
  }
}

function sessionBy(ledger: DecoderLedger | undefined): RelayState['session'] {
  if (ledger === undefined) return { firstNumber: 1, lastNumber: NO_NUMBER };
  const { epoch, epochSinceMs, highest } = ledger;
  const sessionTimeS = epochSinceMs == null ? undefined : Math.floor(epochSinceMs / 1000);
  return {
    sessionNumber: epoch,
    sessionTimeS,
    firstNumber: firstTold(ledger),
    lastNumber: highest,
  };
}
