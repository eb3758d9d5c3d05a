import type { GatewayProcess } from './gateway-process.js';

const PERIOD_MS = 250;

/** The memory that the gateway occupies, sampled all the time. */
export class RssWatch {
  readonly firstMb: number;
  private most: number;
  private readonly timer: NodeJS.Timeout;

  constructor(gateway: GatewayProcess) {
    this.firstMb = this.most = Math.round(gateway.rssMb());
    this.timer = setInterval(() => {
      this.most = Math.max(this.most, Math.round(gateway.rssMb()));
    }, PERIOD_MS);
  }

  get mostMb(): number {
    return this.most;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
