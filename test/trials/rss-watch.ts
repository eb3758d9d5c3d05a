import type { GatewayProcess } from './gateway-process.js';

const PERIOD_MS = 250;

/** The memory that the gateway occupies, looked at all the time. */
export class RssWatch {
  private readonly firstMb: number;
  private mostMb: number;
  private readonly timer: NodeJS.Timeout;

  constructor(gateway: GatewayProcess) {
    this.firstMb = this.mostMb = gateway.rssMb();
    this.timer = setInterval(() => {
      this.mostMb = Math.max(this.mostMb, gateway.rssMb());
    }, PERIOD_MS);
  }

  figures(): { readonly rssFirstMb: number; readonly rssMostMb: number } {
    return { rssFirstMb: Math.round(this.firstMb), rssMostMb: Math.round(this.mostMb) };
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
