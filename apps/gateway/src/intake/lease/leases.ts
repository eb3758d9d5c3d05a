import { randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Lease, LeaseClaim, type LeaseMove, LeaseStore, type Passing } from '#passings';
import { GatewaySecrets } from '../../access/auth/secrets/gateway-secrets.js';
import { RepeatedTask } from '../../platform/clock/repeated-task.js';
import { HeldLeases } from './held-leases.js';

const LOOK_PERIOD_MS = 400;

/** A decoder that this gateway reads, or stands by for. */
export interface LeasedDecoder {
  readonly decoderId: string;
  /** Address of the decoder as this gateway has it. */
  readonly address: string;
  isLinked(): boolean;
  /** Called when the turn passes to this gateway, or to another one. */
  turned(isOurs: boolean): void;
  /** Hands over passings that another gateway has to store now. */
  handBack(passings: readonly Passing[]): void;
}

interface Joined {
  readonly decoder: LeasedDecoder;
  readonly claim: LeaseClaim;
  isOurs: boolean | undefined;
}

/** Agrees with the other gateways of the site which of them reads each decoder (docs/adr/0018). */
@Injectable()
export class Leases extends HeldLeases implements OnApplicationBootstrap {
  private readonly run = randomBytes(6).toString('base64url');
  private readonly joined = new Map<string, Joined>();
  private readonly looking = new RepeatedTask(() => this.lookQuietly(), LOOK_PERIOD_MS);
  private lastLook: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: LeaseStore,
    private readonly secrets: GatewaySecrets,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    void this.looking.start();
  }

  /** Joins for a decoder, in place of one of the same id, whose lease goes on. */
  join(decoder: LeasedDecoder): void {
    const { decoderId, address } = decoder;
    const { gatewayId: gateway } = this.secrets;
    const text = this.joined.get(decoderId)?.claim.text;
    const claim = new LeaseClaim({ gateway, run: this.run, address });
    if (text !== undefined) claim.saw(text, performance.now());
    this.joined.set(decoderId, { decoder, claim, isOurs: undefined });
    void this.lookQuietly();
  }

  /** Releases the lease, so that another gateway need not wait until this one is found to be gone. */
  async leave(decoderId: string): Promise<void> {
    const joined = this.joined.get(decoderId);
    this.joined.delete(decoderId);
    if (joined === undefined) return;
    await this.inTurn(() => this.store.exchange(new Map([[decoderId, joined.claim.leaving()]]), false)).catch(
      () => undefined,
    ); // then the other gateways find out that this one is gone
  }

  async leaveAll(): Promise<void> {
    this.looking.stop();
    await Promise.all([...this.joined.keys()].map((decoderId) => this.leave(decoderId)));
  }

  /** Returns the lease as it was seen last; undefined where there is none. */
  leaseOf(decoderId: string): Lease | undefined {
    return this.joined.get(decoderId)?.claim.lease;
  }

  /** Whether this gateway has the decoder, and another one stands by for it. */
  isWatched(decoderId: string): boolean {
    return this.joined.get(decoderId)?.claim.isWatched ?? false;
  }

  override tokenOf(decoderId: string): string | undefined {
    return this.joined.get(decoderId)?.claim.token;
  }

  override handBack(passings: readonly Passing[]): void {
    for (const { decoder } of this.joined.values())
      decoder.handBack(passings.filter(({ decoderId }) => decoderId === decoder.decoderId));
  }

  override look(): Promise<void> {
    return this.inTurn(async () => {
      await this.exchange();
      // A lease that was seen for the first time may be free to take, or be left behind by an earlier run of this gateway.
      if ([...this.joined.values()].some((each) => isOpen(each))) await this.exchange();
    });
  }

  /**
   * Ignores the error, which the connection to the store logs: until the store answers, no other gateway gets a lease either.
   */
  private async lookQuietly(): Promise<void> {
    await this.look().catch(() => undefined);
  }

  private async exchange(): Promise<void> {
    const all = [...this.joined.entries()];
    const plannedAtMs = performance.now();
    const moves = new Map<string, LeaseMove>(
      all.map(([decoderId, { decoder, claim }]) => [decoderId, claim.plan(decoder.isLinked(), plannedAtMs)]),
    );
    const isStandingBy = all.some(([, { isOurs }]) => isOurs === false);
    const texts = await this.store.exchange(moves, isStandingBy);
    for (const [at, [decoderId, joined]] of all.entries()) {
      if (this.joined.get(decoderId) !== joined) continue;
      joined.claim.saw(texts[at] ?? '', performance.now());
    }
    for (const [, joined] of all) this.turn(joined);
  }

  private turn(joined: Joined): void {
    const { claim, decoder } = joined;
    if (isOpen(joined) || claim.isOurs === joined.isOurs) return;
    joined.isOurs = claim.isOurs;
    if (claim.isOurs !== undefined) decoder.turned(claim.isOurs);
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.lastLook.then(work);
    this.lastLook = turn.catch(() => undefined);
    return turn;
  }
}

/** Whether the lease was seen, is not this gateway's, and is free to be taken at once. */
function isOpen({ decoder, claim }: Joined): boolean {
  return claim.isOurs === false && claim.isFree(decoder.isLinked(), performance.now());
}
