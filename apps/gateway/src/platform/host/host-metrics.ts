/** A memory or a disk. */
export interface Space {
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly freeBytes: number;
}

/** Figures of the host at one moment. A figure that the host does not tell is undefined, never 0. */
export interface HostSample {
  readonly takenAtMs: number;
  readonly uptimeS: number;
  readonly cpu: {
    /** 0 to 100, of all the cores that may be used. */
    readonly usagePercent: number | undefined;
    readonly cores: number | undefined;
    /** Load over 1, 5 and 15 minutes. */
    readonly loadAverage: readonly number[] | undefined;
    readonly temperatureC: number | undefined;
  };
  readonly memory: Space | undefined;
  readonly disk: Space | undefined;
  readonly network: { readonly sentBytes: number; readonly receivedBytes: number } | undefined;
}

/** Figures of the machine that the gateway runs on. */
export abstract class HostMetrics {
  /** Returns a sample that is a few seconds old, or older on a machine in trouble: no request waits for a measurement. */
  abstract latest(): HostSample;
}
