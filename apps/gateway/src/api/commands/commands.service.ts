import { Injectable, Logger } from '@nestjs/common';
import { DECODER_COMMANDS, type DecoderCommand, decoderCommandOf } from '#decoder';
import { Clock } from '../../platform/clock/clock.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { type FieldFault, invalidFields, Problem } from '../../platform/problems/problem.js';
import { failureWords, storageTroubleOf } from '../../platform/storage/storage-trouble.js';
import type { CommandListAnswer, CommandsAnswer, TrailAnswer } from './answers.js';
import { CommandRunner } from './command-runner.js';
import { type CommandsCriteria, DEFAULT_LIMIT, type TrailCriteria } from './commands.criteria.js';
import { DecoderTurns } from './decoder-turns.js';
import type { CommandOutcome } from './trail/outcome.js';
import { executionView, resultOf } from './presenter.js';
import { CommandTrail } from './trail/command-trail.js';

/** Time for all commands of a request together; one audit alone may take half of it. */
const REQUEST_TIMEOUT_MS = 60_000;

interface AskedCommand {
  readonly asked: string;
  readonly command: DecoderCommand;
}

interface Execution extends AskedCommand {
  /** Id of the execution in the trail. */
  readonly id: string;
}

/** Has decoders execute commands, and keeps a trail of them. */
@Injectable()
export class CommandsService {
  private readonly log = new Logger('commands');
  private readonly turns = new DecoderTurns();

  constructor(
    private readonly registry: DecoderRegistry,
    private readonly runner: CommandRunner,
    private readonly trail: CommandTrail,
    private readonly clock: Clock,
  ) {}

  list(): CommandListAnswer {
    const commands = DECODER_COMMANDS.map(({ code, name, description, changesDecoder }) => {
      return { code, name, description, changes_decoder: changesDecoder };
    });
    return { success: true, commands, count: commands.length };
  }

  async newest({ limit = DEFAULT_LIMIT }: TrailCriteria): Promise<TrailAnswer> {
    const executions = (await this.trail.newest(limit)).map(executionView);
    return { success: true, executions, count: executions.length };
  }

  /** Executes the commands, all of which are checked and written into the trail before the first byte is sent. */
  async execute({ commands, decoder_id }: CommandsCriteria, keyId: string): Promise<CommandsAnswer> {
    const asked = commandsOf(commands);
    const decoders = this.decodersFor(decoder_id);
    const ids = decoders.map(({ decoder }) => decoder.decoderId);
    if (!this.turns.claim(ids)) throw busy();
    try {
      const executions = await this.intend(asked, ids, keyId);
      const endMs = performance.now() + REQUEST_TIMEOUT_MS;
      const outcomes = await Promise.all(
        decoders.map((decoder, index) =>
          this.turns.take(decoder.decoder.decoderId, () =>
            this.executeAll(decoder, executions[index] ?? [], endMs),
          ),
        ),
      );
      const results = asked.map(({ asked: command }, at) => {
        const each = ids.map((decoderId, index) => ({
          decoderId,
          outcome: outcomes[index]?.[at] ?? this.runner.notSent(),
        }));
        return resultOf(command, each, decoder_id === undefined);
      });
      return { success: results.every(({ status }) => status === 'executed'), results };
    } finally {
      this.turns.release(ids);
    }
  }

  private decodersFor(decoderId: string | undefined): DecoderPipeline[] {
    if (decoderId !== undefined && this.registry.find(decoderId) === undefined) {
      const message = 'names no decoder that there is: GET /api/v1/decoders lists them';
      throw invalidFields([{ field: 'decoder_id', message }]);
    }
    const connected = this.registry
      .all()
      .filter(({ decoder }) => decoderId === undefined || decoder.decoderId === decoderId)
      .filter(({ conversation }) => conversation.state().link === 'connected');
    if (connected.length === 0) throw noDecoder(decoderId);
    const read = connected.filter(({ isStandingBy }) => !isStandingBy);
    if (read.length === 0) throw readElsewhere();
    return read;
  }

  /** Writes the intentions, so that no command is sent that the trail does not know of. */
  private async intend(
    asked: readonly AskedCommand[],
    decoderIds: readonly string[],
    keyId: string,
  ): Promise<Execution[][]> {
    const atMs = this.clock.nowMs();
    const intentions = decoderIds.flatMap((decoderId) =>
      asked.map(({ command: { code } }) => ({ atMs, keyId, command: code, decoderId })),
    );
    const ids = await this.trail.intend(intentions).catch((error: unknown) => {
      throw storageTroubleOf(error) === undefined ? error : noTrail();
    });
    return decoderIds.map((_, index) =>
      asked.map((each, at) => ({ ...each, id: ids[index * asked.length + at] ?? '' })),
    );
  }

  private async executeAll(
    decoder: DecoderPipeline,
    executions: readonly Execution[],
    endMs: number,
  ): Promise<CommandOutcome[]> {
    const outcomes: CommandOutcome[] = [];
    for (const { command, id } of executions) {
      const isLate = performance.now() > endMs;
      const outcome = isLate ? this.runner.notSent() : await this.runner.run(decoder, command);
      outcomes.push(outcome);
      await this.conclude(id, outcome, command.code);
    }
    return outcomes;
  }

  /** Writes the outcome of a command that is done; where that fails, the intention in the trail still tells of it. */
  private async conclude(id: string, { atMs, status, error }: CommandOutcome, code: string): Promise<void> {
    try {
      await this.trail.conclude(id, { atMs, status, error });
    } catch (reason) {
      const why = failureWords(reason);
      this.log.warn(
        `command ${code} (${id} in the trail): ${status}, but the trail could not be written: ${why}`,
      );
    }
  }
}

function commandsOf(codes: readonly string[]): AskedCommand[] {
  const faults: FieldFault[] = [];
  const commands = codes.flatMap((asked, at) => {
    const command = decoderCommandOf(asked);
    if (command !== undefined) return [{ asked, command }];
    const message = `is no known command (${asked}): GET /api/v1/commands lists them`;
    faults.push({ field: `commands[${at}]`, message });
    return [];
  });
  if (faults.length > 0) throw invalidFields(faults);
  return commands;
}

function noDecoder(decoderId: string | undefined): Problem {
  const message =
    decoderId === undefined
      ? 'No decoder is connected, so nothing was sent. GET /api/v1/decoders tells why; try again shortly.'
      : 'This decoder is not connected, so nothing was sent. GET /api/v1/decoders tells why; try again shortly.';
  return new Problem({
    status: 503,
    reason: 'commands.no_decoder',
    message,
    headers: { 'Retry-After': '5' },
  });
}

/** Refusal of a standing-by gateway: only one gateway talks with a decoder. */
function readElsewhere(): Problem {
  return new Problem({
    status: 503,
    reason: 'commands.read_elsewhere',
    message:
      'Another gateway of this site reads the decoder, and this one stands by, so nothing was sent. Send it to that gateway.',
    headers: { 'Retry-After': '5' },
  });
}

function busy(): Problem {
  return new Problem({
    status: 503,
    reason: 'commands.busy',
    message:
      'Too many commands wait for this decoder already, so nothing was sent. Try again when they are through.',
    headers: { 'Retry-After': '10' },
  });
}

function noTrail(): Problem {
  return new Problem({
    status: 503,
    reason: 'commands.trail_unavailable',
    message: 'The audit trail cannot be written at the moment, so nothing was sent. Try again shortly.',
    headers: { 'Retry-After': '1' },
  });
}
