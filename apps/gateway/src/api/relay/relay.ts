import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { createRelaySide, protocolAt, type RelaySide } from '#decoder';
import { VERSION } from '#environment';
import { type PassingsFeed, Sites } from '#passings';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { PacedLog } from '../../platform/log/paced-log.js';
import { isLoopback } from '../../platform/network/loopback.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { type Batch, FeedBatches } from '../feed/tail/feed-batches.js';
import { FeedTails } from '../feed/tail/feed-tails.js';
import { KeptPassings } from './kept-passings.js';
import { RelayedDecoder } from './relayed-decoder.js';
import { RelayPort } from './relay-port.js';
import { Turns } from './turns.js';

/** A decoder's STATUS comes every 5 s (docs/protocols/p3.md, Transport). */
const STATUS_PERIOD_MS = 5000;
/** Time after which is looked whether decoders came or went. */
const LOOK_MS = 1000;
const AFTER_FAILURE_MS = 500;

interface Relayed {
  readonly decoder: RelayedDecoder;
  readonly port: RelayPort;
}

/** Serves the stored passings of each decoder again, as a decoder would: a decoder itself takes four clients at most. */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('relay');
  private readonly paced = new PacedLog();
  private readonly turns = new Turns();
  private readonly ended = new AbortController();
  private readonly relayed = new Map<string, Relayed>();
  /** Names of the decoders that have a port, in the order of their ports. */
  private names: readonly string[] = [];
  private pulse: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly config: GatewayConfig,
    private readonly registry: DecoderRegistry,
    private readonly sites: Sites,
    private readonly tails: FeedTails,
    private readonly trackTime: TrackTime,
  ) {}

  onApplicationBootstrap(): void {
    const { relay } = this.config;
    if (relay === undefined) return;
    if (!isLoopback(relay.host)) this.log.warn(openWords(relay.host));
    this.pulse = setInterval(() => {
      for (const { decoder } of this.relayed.values()) decoder.pushStatus();
    }, STATUS_PERIOD_MS).unref();
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.pulse);
    this.ended.abort();
    await this.running;
    await this.closeAll();
  }

  /** Returns the count of clients of each relayed decoder. */
  clientCounts(): ReadonlyMap<string, number> {
    return new Map([...this.relayed].map(([id, { decoder }]) => [id, decoder.clientCount]));
  }

  private async run(): Promise<void> {
    const { site } = this.config;
    const tail = this.tails.of(site);
    const { feed } = this.sites.of(site);
    const leave = tail.enter();
    const batches = new FeedBatches(feed, tail, undefined);
    let cursor: string | undefined;
    while (!this.ended.signal.aborted) {
      try {
        cursor ??= await this.beginAt(feed);
        await this.arrange();
        const batch = await this.nextBatch(batches, cursor);
        if (batch === undefined) continue;
        if (batch.notice === undefined) await this.take(batch);
        // The storage was set back: what is kept has to be looked through anew.
        cursor = batch.notice === undefined ? batch.until : undefined;
      } catch (error) {
        this.tellFailure(error);
        await delay(AFTER_FAILURE_MS, undefined, { ref: false });
      }
    }
    leave();
  }

  /** Looks through what is kept; resolves to the cursor of what is stored from then on. */
  private async beginAt(feed: PassingsFeed): Promise<string> {
    const cursor = await feed.now();
    for (const { decoder } of this.relayed.values()) await decoder.begin();
    return cursor;
  }

  private nextBatch(batches: FeedBatches, cursor: string): Promise<Batch | undefined> {
    const due = AbortSignal.timeout(LOOK_MS);
    return batches.next(cursor, AbortSignal.any([due, this.ended.signal]));
  }

  private async take({ rows }: Batch): Promise<void> {
    const passings = rows.map(({ passing }) => passing);
    for (const [decoderId, { decoder }] of this.relayed) {
      const own = passings.filter((passing) => passing.decoderId === decoderId);
      if (own.length > 0) await decoder.take(own);
    }
  }

  /** Gives each decoder its port, in the order of their names. */
  private async arrange(): Promise<void> {
    const { relay } = this.config;
    const names = this.registry
      .all()
      .map(({ decoder }) => decoder.decoderId)
      .sort();
    if (relay === undefined || names.join() === this.names.join()) return;
    await this.closeAll();
    const count = relay.lastPort - relay.firstPort + 1;
    const [served, left] = [names.slice(0, count), names.slice(count)];
    if (left.length > 0)
      this.log.warn(
        `no port is left for ${left.join(', ')}: give COACHLINK_RELAY ${names.length} ports, as in ` +
          `${relay.host}:${relay.firstPort}-${relay.firstPort + names.length - 1}`,
      );
    for (const [at, decoderId] of served.entries()) {
      const decoder = this.decoderOf(decoderId);
      await decoder.begin();
      const port = this.portOf(decoderId, decoder, relay.host, relay.firstPort + at);
      this.relayed.set(decoderId, { decoder, port });
      port.open();
    }
    this.names = names;
  }

  private decoderOf(decoderId: string): RelayedDecoder {
    const nowUs = (): number => this.trackTime.nowUs();
    const repository = this.sites.of(this.config.site);
    const pipeline = this.registry.find(decoderId);
    const protocol = pipeline && protocolAt(pipeline.decoder.address);
    return new RelayedDecoder({
      kept: new KeptPassings(repository, decoderId, () => Math.floor(nowUs() / 1000)),
      side: this.sideOf(decoderId),
      hasNumbers: protocol !== undefined && (protocol.counting ?? 'passings') === 'passings',
      nowUs,
      status: () => this.registry.find(decoderId)?.state().status ?? {},
      isThere: () => this.registry.find(decoderId)?.state().link === 'connected',
      turns: this.turns,
      onFailure: (error) => {
        this.tellFailure(error);
      },
    });
  }

  private sideOf(decoderId: string): RelaySide {
    return createRelaySide({
      decoderId: wireIdOf(`${this.config.site}/${decoderId}`),
      description: `CoachLINK relay of ${decoderId}`,
      version: VERSION,
    });
  }

  private portOf(decoderId: string, decoder: RelayedDecoder, host: string, port: number): RelayPort {
    return new RelayPort({
      host,
      port,
      serve: (client) => decoder.serve(client),
      opened: (place) => {
        this.log.log(`serves ${decoderId} on ${place}, as a P3 decoder`);
      },
      trouble: (words) => {
        this.paced.tell(words, (line) => {
          this.log.warn(line);
        });
      },
    });
  }

  private async closeAll(): Promise<void> {
    const all = [...this.relayed.values()];
    this.relayed.clear();
    for (const { decoder, port } of all) {
      const closed = port.close();
      decoder.cutClients();
      await closed;
    }
  }

  private tellFailure(error: unknown): void {
    this.paced.tell(`clients of the relay wait: ${failureWords(error)}`, (line) => {
      this.log.warn(line);
    });
  }
}

/** Returns a DECODER_ID that stays the same for as long as the decoder has its name. */
function wireIdOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32LE();
}

const openWords = (host: string): string =>
  `the relay listens on ${host}: whoever is on this network can read every passing there, without credentials. Set ` +
  'COACHLINK_RELAY to 127.0.0.1 where its readers are on this machine';
