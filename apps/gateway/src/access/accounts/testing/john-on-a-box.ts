import type { Device, User } from '../accounts.js';
import { NOBODYS } from '../kept-secret.js';

/** A device, and a user who logs in on it. */
export const BOX: Device = {
  id: 'device_1',
  name: '',
  createdAtMs: 0,
  generation: 'of the device',
  secret: NOBODYS,
};
export const JOHN: User = {
  id: 'user_1',
  email: 'john@example.com',
  firstName: 'John',
  lastName: 'Doe',
  role: 'coach',
  createdAtMs: 0,
  generation: 'of the user',
  passwordHash: 'hash of right',
};
