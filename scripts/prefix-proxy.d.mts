export interface PrefixProxy {
  /** Without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export function startPrefixProxy(target: string, prefix: string): Promise<PrefixProxy>;
