import { realpathSync } from 'node:fs';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { describeTransport } from '#decoder';
import { RepeatedTask } from '../../platform/clock/repeated-task.js';
import { Leases } from '../lease/leases.js';
import { DecoderRegistry } from './decoder-registry.js';
import { type DoubledDecoders, doubledDecoders } from './doubled-decoders.js';

const LOOK_PERIOD_MS = 1000;

/** Warns of decoders that count twice. Each keeps running: a doubled decoder may be wanted for a moment. */
@Injectable()
export class DecoderWarnings implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('decoders');
  private readonly looking = new RepeatedTask(() => {
    this.tell();
    return Promise.resolve();
  }, LOOK_PERIOD_MS);
  private told = new Set<string>();

  constructor(
    private readonly registry: DecoderRegistry,
    private readonly leases: Leases,
  ) {}

  onApplicationBootstrap(): void {
    void this.looking.start();
  }

  onModuleDestroy(): void {
    this.looking.stop();
  }

  current(): readonly DoubledDecoders[] {
    const decoders = this.registry.all().map((each) => {
      const { decoderId, address } = each.decoder;
      return { decoderId, address, reportedId: each.state().reportedDecoderId };
    });
    return [...doubledDecoders(decoders, realPath), ...this.elsewhere()];
  }

  /** Finds ids under which two gateways mean two decoders: these would be read by turns, as if they were one. */
  private elsewhere(): DoubledDecoders[] {
    return this.registry.all().flatMap(({ decoder: { decoderId, address }, isStandingBy }) => {
      const there = this.leases.leaseOf(decoderId)?.address;
      const here = describeTransport(address);
      if (!isStandingBy || there === undefined || there === here) return [];
      const sentence =
        `Decoder ${decoderId} is at ${here} here, and another gateway of this site reads it at ${there}: where these are ` +
        'two decoders, give one of them another id.';
      return [{ decoderIds: [decoderId], sentence }];
    });
  }

  private tell(): void {
    const sentences = new Set(this.current().map(({ sentence }) => sentence));
    for (const sentence of sentences) if (!this.told.has(sentence)) this.log.warn(sentence);
    this.told = sentences;
  }
}

/** Returns the path itself where it leads nowhere, because no device is plugged in there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
