import { Inject, Injectable } from '@nestjs/common';
import { API_KEYS, type ApiKeys, DEVICES, type Devices } from '../../accounts/accounts.js';
import { thingOf } from './change-line.js';

/** Names of devices and api keys, read before a change removes them. */
@Injectable()
export class KnownNames {
  constructor(
    @Inject(DEVICES) private readonly devices: Devices,
    @Inject(API_KEYS) private readonly apiKeys: ApiKeys,
  ) {}

  /** Returns the name of a record; undefined where it has none or cannot be looked up: no change waits for a name. */
  async nameOf(path: string): Promise<string | undefined> {
    const { collection, id } = thingOf(path) ?? {};
    if (id === undefined) return undefined;
    try {
      if (collection === 'devices') return (await this.devices.find(id))?.name;
      if (collection !== 'api-keys') return undefined;
      return (await this.apiKeys.all()).find((each) => each.id === id)?.name;
    } catch {
      return undefined;
    }
  }
}
