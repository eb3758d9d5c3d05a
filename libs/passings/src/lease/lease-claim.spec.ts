import fc from 'fast-check';
import { readLease } from './lease.js';
import { LeaseClaim, type LeaseMove, SILENT_MS } from './lease-claim.js';

const PERIOD_MS = 400;
const STEP_MS = 100;

/** A store of one lease, and gateways that look at it by clocks of their own. */
class World {
  text = '';
  nowMs = 0;

  look(gateway: Gateway): void {
    const clockMs = this.nowMs + gateway.clockMs;
    const { expected, next }: LeaseMove = gateway.claim.plan(gateway.isLinked, clockMs);
    if (next !== undefined && this.text === expected) this.text = next;
    gateway.claim.saw(this.text, clockMs);
    // A free lease is taken at once, as the gateway does it.
    if (gateway.claim.isFree(gateway.isLinked, clockMs)) this.look(gateway);
  }
}

class Gateway {
  isLinked = true;
  isStopped = false;
  lookedAtMs = -Infinity;
  claim: LeaseClaim;

  constructor(
    readonly name: string,
    readonly clockMs: number,
    run = name,
  ) {
    this.claim = new LeaseClaim({ gateway: name, run, address: 'here' });
  }
}

const until = (world: World, gateways: readonly Gateway[], ms: number, after: () => void): void => {
  for (const endMs = world.nowMs + ms; world.nowMs < endMs; world.nowMs += STEP_MS) {
    for (const gateway of gateways) {
      if (gateway.isStopped || world.nowMs - gateway.lookedAtMs < PERIOD_MS) continue;
      gateway.lookedAtMs = world.nowMs;
      world.look(gateway);
    }
    after();
  }
};

describe(LeaseClaim.name, () => {
  const holders = (gateways: readonly Gateway[]): string[] =>
    gateways.filter(({ claim }) => claim.isOurs).map(({ name }) => name);

  it('is taken at once where nobody has it, and kept while its gateway lives', () => {
    const world = new World();
    const both = [new Gateway('a', 0), new Gateway('b', 7_000_000)];
    until(world, both, 60_000, () => {
      expect(holders(both)).toEqual(['a']);
    });
  });

  it.each([
    ['is stopped', (gateway: Gateway) => (gateway.isStopped = true), SILENT_MS + 2 * PERIOD_MS],
    ['loses its link', (gateway: Gateway) => (gateway.isLinked = false), 1000 + 3 * PERIOD_MS],
  ])('goes to the other one soon where its gateway %s', (_, harm, mostMs) => {
    const world = new World();
    const [a, b] = [new Gateway('a', 0), new Gateway('b', -5000)];
    until(world, [a, b], 10_000, () => undefined);
    const before = readLease(world.text)?.epoch ?? 0;
    harm(a);
    until(world, [a, b], mostMs, () => undefined);
    expect(b.claim.isOurs).toBe(true);
    expect(readLease(world.text)?.epoch).toBe(before + 1);
    a.isStopped = false;
    until(world, [a, b], 1000, () => undefined);
    expect(holders([a, b])).toEqual(['b']);
  });

  it('is its own again for a gateway that was started anew', () => {
    const world = new World();
    const [a, b] = [new Gateway('a', 0), new Gateway('b', 0)];
    until(world, [a, b], 5000, () => undefined);
    const again = new Gateway('a', 0, 'a2');
    world.look(again);
    world.look(again);
    expect(again.claim.isOurs).toBe(true);
  });

  it('is not passed to and fro by two copies of one gateway', () => {
    const world = new World();
    const copies = [new Gateway('a', 0, 'one'), new Gateway('a', 0, 'two')];
    let changes = 0;
    let last = '';
    until(world, copies, 60_000, () => {
      const { run = '' } = readLease(world.text) ?? {};
      if (run !== last) changes++;
      last = run;
    });
    expect(changes).toBeLessThanOrEqual(2);
  });

  it('is taken anew from a Redis that was set back', () => {
    const world = new World();
    const gateways = [new Gateway('a', 0), new Gateway('b', 0)];
    until(world, gateways, 3000, () => undefined);
    const older = world.text;
    const [a, b] = gateways;
    if (a !== undefined) a.isStopped = true;
    until(world, gateways, 5000, () => undefined);
    world.text = older;
    until(world, gateways, 2 * PERIOD_MS, () => undefined);
    expect(b?.claim.isOurs).toBe(true);
    world.text = '';
    until(world, gateways, 2 * PERIOD_MS, () => undefined);
    expect(b?.claim.isOurs).toBe(true);
  });

  it('never has one token for two, and is somebody’s whatever happens', () => {
    const harm = fc.record({
      who: fc.nat(2),
      isLinked: fc.boolean(),
      isStopped: fc.boolean(),
      forMs: fc.integer({ min: 0, max: 9000 }),
    });
    fc.assert(
      fc.property(fc.array(harm, { maxLength: 30 }), (harms) => {
        const world = new World();
        const gateways = [new Gateway('a', 0), new Gateway('b', 1e6), new Gateway('c', -1e6)];
        const tokens = new Map<string, string>();
        const check = (): void => {
          const { run = '', epoch = 0 } = readLease(world.text) ?? {};
          const owner = tokens.get(String(epoch)) ?? run;
          expect(owner).toBe(run);
          tokens.set(String(epoch), run);
        };
        for (const { who, isLinked, isStopped, forMs } of harms) {
          Object.assign(gateways[who] ?? {}, { isLinked, isStopped });
          until(world, gateways, forMs, check);
        }
        for (const gateway of gateways) Object.assign(gateway, { isLinked: true, isStopped: false });
        until(world, gateways, SILENT_MS + 3000, check);
        expect(holders(gateways)).toHaveLength(1);
      }),
    );
  });
});
