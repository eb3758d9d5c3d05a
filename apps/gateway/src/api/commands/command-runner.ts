import { Injectable, Logger } from '@nestjs/common';
import { capabilitiesOf, type DecoderCommand, type DecoderQuestion, RequestError } from '#decoder';
import { Clock } from '../../platform/clock/clock.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import { storageTroubleOf } from '../../platform/storage/storage-trouble.js';
import type { CommandOutcome, CommandStatus } from './trail/outcome.js';
import { PassingAudit, StoreAway } from './passing-audit.js';
import { viewOfRecord } from './record-view.js';

const QUESTION_TIMEOUT_MS = 2000;

/** Has one decoder execute one command, and returns the outcome; never throws. */
@Injectable()
export class CommandRunner {
  private readonly log = new Logger('commands');

  constructor(
    private readonly audit: PassingAudit,
    private readonly clock: Clock,
  ) {}

  async run(decoder: DecoderPipeline, command: DecoderCommand): Promise<CommandOutcome> {
    if (command.kind === 'question') return this.ask(decoder, command);
    const { report, error } = await this.audit.run(decoder);
    return error === undefined ? this.executed(report) : this.failed(error, report);
  }

  /** Outcome of a command whose turn did not come before the time ran out. */
  notSent(): CommandOutcome {
    const error = 'not sent: the commands before it took too long';
    return { status: 'timeout', atMs: this.clock.nowMs(), response: null, error };
  }

  private async ask(decoder: DecoderPipeline, { question, name }: DecoderQuestion): Promise<CommandOutcome> {
    try {
      if (!capabilitiesOf(decoder.protocol).commands.some((each) => each.question === question))
        throw new RequestError('refused', `decoders of ${decoder.protocol.name} do not know ${name}`, true);
      return this.executed(viewOfRecord(await decoder.conversation.request(question, QUESTION_TIMEOUT_MS)));
    } catch (error) {
      return this.failed(error, null);
    }
  }

  private executed(response: object | null): CommandOutcome {
    return { status: 'executed', atMs: this.clock.nowMs(), response, error: null };
  }

  private failed(error: unknown, response: object | null): CommandOutcome {
    const atMs = this.clock.nowMs();
    if (error instanceof RequestError)
      return { status: statusOf(error), atMs, response, error: error.message };
    if (error instanceof StoreAway) return { status: 'failed', atMs, response, error: error.message };
    if (storageTroubleOf(error) !== undefined) {
      return { status: 'failed', atMs, response, error: 'the store does not answer at the moment' };
    }
    this.log.error('a command ended unexpectedly', error instanceof Error ? error.stack : String(error));
    return {
      status: 'failed',
      atMs,
      response,
      error: 'the command failed unexpectedly: the log has the cause',
    };
  }
}

function statusOf({ fault, isUnsupported }: RequestError): CommandStatus {
  if (fault === 'unanswered') return 'timeout';
  return fault === 'refused' && isUnsupported ? 'unsupported' : 'failed';
}
