/** A login of a user on a device, kept until it runs out or is ended. */
export interface Login {
  readonly userId: string;
  readonly email: string;
  readonly deviceId: string;
  readonly userGeneration: string;
  readonly deviceGeneration: string;
  /** Time of its begin, or of its last refresh. */
  readonly usedAtMs: number;
  readonly expiresAtMs: number;
}

/** Time without a refresh that ends a login: a client in use asks for a new access token each day. */
const IDLE_MS = 7 * 86_400_000;

/** Returns the time at which a login ends by itself. */
export const endOf = ({ usedAtMs, expiresAtMs }: Login): number => Math.min(expiresAtMs, usedAtMs + IDLE_MS);

export const isOver = (login: Login, nowMs: number): boolean => nowMs >= endOf(login);

export abstract class LoginStore {
  abstract keep(loginId: string, login: Login): Promise<void>;
  /** Resolves to false where the login is not there any more: it is not begun anew. */
  abstract renew(loginId: string, login: Login): Promise<boolean>;
  abstract find(loginId: string): Promise<Login | undefined>;
  abstract end(loginId: string): Promise<void>;
}
