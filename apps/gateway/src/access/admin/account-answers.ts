import { Injectable } from '@nestjs/common';
import type { ApiKeyRecord, Device, User } from '../accounts/accounts.js';
import { LastUses } from '../accounts/last-uses.js';
import {
  type ApiKeyAnswer,
  apiKeyAnswer,
  type DeviceAnswer,
  deviceAnswer,
  type UserAnswer,
  userAnswer,
} from './admin.answers.js';

/** Makes the answers for devices, users and api keys, with the times of their last use. */
@Injectable()
export class AccountAnswers {
  constructor(private readonly uses: LastUses) {}

  async devices(devices: readonly Device[]): Promise<DeviceAnswer[]> {
    const times = await this.uses.times('device', devices);
    return devices.map((each) => deviceAnswer(each, times.get(each.id)));
  }

  async device(device: Device): Promise<DeviceAnswer> {
    return deviceAnswer(device, (await this.uses.times('device', [device])).get(device.id));
  }

  async users(users: readonly User[]): Promise<UserAnswer[]> {
    const times = await this.uses.times('user', users);
    return users.map((each) => userAnswer(each, times.get(each.id)));
  }

  async user(user: User): Promise<UserAnswer> {
    return userAnswer(user, (await this.uses.times('user', [user])).get(user.id));
  }

  async apiKeys(records: readonly ApiKeyRecord[]): Promise<ApiKeyAnswer[]> {
    const times = await this.uses.times('api_key', records);
    return records.map((each) => apiKeyAnswer(each, times.get(each.id)));
  }

  async apiKey(record: ApiKeyRecord): Promise<ApiKeyAnswer> {
    return apiKeyAnswer(record, (await this.uses.times('api_key', [record])).get(record.id));
  }
}
