import { type RunningSimulator, type SimulatorOptions, startSimulator } from '#simulator';
import { type Feature, Features, type FeatureState } from '../../apps/gateway/src/access/license/features.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { type Answer, startTestApi, type TestApi } from './api.fixture.js';
import { until } from './gateway.fixture.js';

export const DECODERS = '/api/v1/decoders';

/** Licences that a test grants and takes. */
export class SwitchableFeatures extends Features {
  private readonly states = new Map<Feature, FeatureState>();

  override stateOf(feature: Feature): FeatureState {
    return this.states.get(feature) ?? 'granted';
  }

  set(feature: Feature, state: FeatureState): void {
    this.states.set(feature, state);
  }
}

export interface View extends Readonly<Record<string, unknown>> {
  readonly state: string;
  readonly connects: number;
  readonly records: number;
  readonly last_error: string | null;
}

/** Gateways one after the other on one Redis, and their simulators. */
export class DecodersTrial {
  readonly features = new SwitchableFeatures();
  private readonly simulators: RunningSimulator[] = [];
  private running: TestApi | undefined;

  private constructor(readonly redis: RedisOnPort) {}

  static async start(environment: Record<string, string> = {}): Promise<DecodersTrial> {
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    const trial = new DecodersTrial(redis);
    await trial.restart(environment);
    return trial;
  }

  get api(): TestApi {
    if (this.running === undefined) throw new Error('the gateway does not run');
    return this.running;
  }

  async stopGateway(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async restart(environment: Record<string, string> = {}): Promise<void> {
    await this.restartAtOnce(environment);
    await until('the gateway is ready', async () =>
      (await this.api.ask('GET', '/health/ready')).status === 200 ? true : undefined,
    );
  }

  /** Restarts without waiting for the store. */
  async restartAtOnce(environment: Record<string, string>): Promise<void> {
    await this.stopGateway();
    this.running = await startTestApi({
      repository: null,
      redisUrl: this.redis.url,
      environment,
      override: (building) => building.overrideProvider(Features).useValue(this.features),
    });
  }

  async simulator(options: SimulatorOptions = {}): Promise<TestSimulator> {
    const running = await startSimulator({ riders: 0, statusPeriodMs: 50, ...options });
    this.simulators.push(running);
    return new TestSimulator(running);
  }

  ask(method: string, path = '', body?: object): Promise<Answer> {
    return this.api.ask(method, `${DECODERS}${path}`, body === undefined ? {} : { body });
  }

  add(id: string, url: string): Promise<Answer> {
    return this.ask('POST', '', { decoder_id: id, url });
  }

  async view(id: string): Promise<View> {
    return (await this.ask('GET', `/${id}`)).body as View;
  }

  viewWhen(id: string, what: string, condition: (view: View) => boolean): Promise<View> {
    return until(`${id} ${what}`, async () => {
      const view = await this.view(id);
      return condition(view) ? view : undefined;
    });
  }

  connected(id: string): Promise<View> {
    return this.viewWhen(id, 'is connected', ({ state }) => state === 'connected');
  }

  unlicensed(id: string): Promise<View> {
    return this.viewWhen(id, 'is unlicensed', ({ state }) => state === 'unlicensed');
  }

  async ids(): Promise<string[]> {
    const { decoders } = (await this.ask('GET')).body as { decoders: { decoder_id: string }[] };
    return decoders.map(({ decoder_id }) => decoder_id);
  }

  /** Returns the numbers of a decoder's kept passings. */
  async passingsOf(id: string): Promise<number[]> {
    const end = Date.now() + 60_000;
    const window = { start_time_ms: 0, end_time_ms: end, limit: 10_000, order: 'asc', decoder_id: id };
    const { body } = await this.api.ask('POST', '/api/v1/passings', { body: window });
    return (body.passings as { passing_number: number }[]).map(({ passing_number }) => passing_number);
  }

  async stop(): Promise<void> {
    await this.stopGateway();
    await Promise.all(this.simulators.map((each) => each.close()));
    await this.redis.remove();
  }
}

/** A simulator with one decoder. */
export class TestSimulator {
  constructor(private readonly running: RunningSimulator) {}

  get url(): string {
    return `p3+tcp://127.0.0.1:${this.running.port}?loop=1`;
  }

  get clients(): number {
    return this.first.decoder.clientCount;
  }

  cut(): void {
    this.first.cutConnections();
  }

  report(count: number): void {
    for (let index = 0; index < count; index++)
      this.first.decoder.report({ timeUs: Date.now() * 1000 + index * 1000, transponder: 1000 + index });
  }

  async untilClients(count: number): Promise<void> {
    await until(`the simulator has ${count} clients`, () => (this.clients === count ? true : undefined));
  }

  private get first(): RunningSimulator['decoders'][number] {
    const [decoder] = this.running.decoders;
    if (decoder === undefined) throw new Error('no decoder');
    return decoder;
  }
}
