import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/redis-on-port.js';
import { GatewayProcess } from '../trials/gateway-process.js';

describe('the end of the gateway', () => {
  let folder: string;
  let gateway: GatewayProcess;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-end-'));
    gateway = new GatewayProcess(await freePort(), { COACHLINK_DATA_DIR: join(folder, 'data') });
    gateway.start();
    await gateway.until('it is ready', () => gateway.ask('GET', '/health/ready'));
  });
  afterEach(async () => {
    await gateway.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('waits for nobody who goes on asking on an open connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let answers = 0;
    const asking = new Promise<void>((resolve) => {
      const again = (): void => {
        get({ port: gateway.port, path: '/health/live', agent }, (response) => {
          response.resume().on('end', () => {
            answers++;
            again();
          });
        }).on('error', () => {
          resolve(); // the server has ended
        });
      };
      again();
    });
    await gateway.until('it is asked', () => Promise.resolve(answers > 2 ? true : undefined));
    await gateway.stop();
    await asking;
    expect([gateway.exitCode, gateway.said]).toEqual([0, expect.not.stringContaining('did not stop')]);
  }, 60_000);

  it('waits for nobody who never ends a request', async () => {
    const half = connect(gateway.port, '127.0.0.1');
    half.resume().write('POST /api/v1/passings HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{');
    const gone = new Promise((resolve) => half.once('close', resolve).on('error', () => undefined));
    await gateway.until('it answers', () => gateway.ask('GET', '/health/ready'));
    await gateway.stop();
    await gone;
    expect([gateway.exitCode, gateway.said]).toEqual([0, expect.not.stringContaining('did not stop')]);
  }, 60_000);
});
