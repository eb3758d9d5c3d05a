import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import {
  placesToReach,
  TcpInternetProbe,
} from '../../apps/gateway/src/platform/internet/tcp-internet.probe.js';
import { until } from '../e2e/gateway.fixture.js';
import { freePort } from '../support/redis-on-port.js';

async function found(port: number): Promise<string> {
  const config = readEnvironment({ COACHLINK_CLOUD_URL: `https://127.0.0.1:${port}/sync` });
  const probe = new TcpInternetProbe(config);
  expect(probe.state()).toBe('unknown');
  probe.onApplicationBootstrap();
  try {
    return await until('the probe has found out', () =>
      probe.state() === 'unknown' ? undefined : probe.state(),
    );
  } finally {
    probe.onApplicationShutdown();
  }
}

describe(TcpInternetProbe.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('is connected where somebody takes the connection, and sends nothing on it', async () => {
    let received = 0;
    const server = createServer((socket) => {
      socket.on('data', ({ length }) => (received += length));
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connection = once(server, 'connection');
    expect(await found((server.address() as AddressInfo).port)).toBe('connected');
    await connection;
    const closed = once(server, 'close');
    server.close();
    await closed;
    expect(received).toBe(0);
  });

  it('is disconnected where nobody does', async () => {
    expect(await found(await freePort())).toBe('disconnected');
  });

  it('does not know where it is not tried', async () => {
    const probe = new TcpInternetProbe(readEnvironment({ COACHLINK_INTERNET_PROBE: 'off' }));
    probe.onApplicationBootstrap();
    await new Promise((resolve) => setTimeout(resolve, 50));
    probe.onApplicationShutdown();
    expect(probe.state()).toBe('unknown');
  });

  it('forgets what is under way when the gateway stops', async () => {
    const probe = new TcpInternetProbe(readEnvironment({ COACHLINK_CLOUD_URL: 'https://127.0.0.1:1' }));
    probe.onApplicationBootstrap();
    probe.onApplicationShutdown();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(probe.state()).toBe('unknown');
  });
});

describe(placesToReach.name, () => {
  const placesOf = (environment: Record<string, string>) => placesToReach(readEnvironment(environment));

  it('is what COACHLINK_INTERNET_PROBE says, whatever else there is', () => {
    const environment = { COACHLINK_CLOUD_URL: 'https://cloud.example', COACHLINK_INTERNET_PROBE: '[::1]:1' };
    expect(placesOf(environment)).toEqual([{ host: '::1', port: 1 }]);
    expect(placesOf({ ...environment, COACHLINK_INTERNET_PROBE: 'off' })).toEqual([]);
  });

  it('is nowhere for the demo, unless it was said where', () => {
    expect(placesOf({})).toEqual([]);
    expect(placesOf({ COACHLINK_DEMO: 'on', COACHLINK_CLOUD_URL: 'https://cloud.example' })).toEqual([]);
    expect(placesOf({ COACHLINK_INTERNET_PROBE: 'cloud.example:443' })).toHaveLength(1);
  });

  it('is the cloud where there is one', () => {
    expect(placesOf({ COACHLINK_CLOUD_URL: 'https://cloud.example/sync' })).toEqual([
      { host: 'cloud.example', port: 443 },
    ]);
    expect(placesOf({ COACHLINK_CLOUD_URL: 'https://[::1]:8443/' })).toEqual([{ host: '::1', port: 8443 }]);
  });

  it('is more than one well-known place else, by address', () => {
    const places = placesOf({ COACHLINK_DEMO: 'off' });
    expect(places.length).toBeGreaterThan(1);
    for (const { host, port } of places) expect([port, /^[0-9.]+$/.test(host)]).toEqual([443, true]);
  });
});
