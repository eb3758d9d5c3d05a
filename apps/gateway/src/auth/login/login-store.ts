/** One login of a user on a device, kept until its refresh token runs out or it is ended. */
export interface Login {
  readonly userId: string;
  readonly email: string;
  readonly deviceId: string;
  readonly userGeneration: string;
  readonly deviceGeneration: string;
  readonly expiresAtMs: number;
}

export abstract class LoginStore {
  abstract keep(loginId: string, login: Login, forMs: number): Promise<void>;
  abstract find(loginId: string): Promise<Login | undefined>;
  abstract end(loginId: string): Promise<void>;
}
