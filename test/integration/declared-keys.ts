import type { Redis } from 'ioredis';
import { CHECK_KEYS } from './check-keys.generated.js';

/** Returns the connection with checks in its scripts; `ran` gets the text of each script that is sent. */
export function withDeclaredKeys(connection: Redis, ran = new Set<string>()): Redis {
  const define = connection.defineCommand.bind(connection);
  const evaluate = connection.eval.bind(connection) as (...args: unknown[]) => Promise<unknown>;
  connection.defineCommand = (name, { lua, ...definition }) => {
    define(name, { ...definition, lua: `${CHECK_KEYS}${lua}` });
    const sender = connection as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const send = sender[name]?.bind(connection);
    if (send === undefined) throw new Error(`no command ${name}`);
    sender[name] = (...args) => {
      ran.add(lua);
      return send(...args);
    };
  };
  connection.eval = (lua: Buffer | string, ...args: unknown[]) => {
    ran.add(String(lua));
    return evaluate(`${CHECK_KEYS}${String(lua)}`, ...args);
  };
  return connection;
}
