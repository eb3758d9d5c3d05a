import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from '#redis';
import { GatewaySecrets } from '../../apps/gateway/src/access/auth/secrets/gateway-secrets.js';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { SmallDisk } from '../support/small-disk.js';

const itWithDisk = SmallDisk.isPossible() ? it : it.skip;

describe('small files of the data directory', () => {
  itWithDisk('the secrets are there whole or not at all when the disk is full', () => {
    const disk = SmallDisk.mount(1);
    try {
      const dataDir = join(disk.folder, 'data');
      mkdirSync(dataDir);
      const config = readEnvironment({ COACHLINK_DATA_DIR: dataDir });
      disk.fill();
      expect(() => new GatewaySecrets(config)).toThrow(/secrets\.json cannot be written: make room there/);
      expect(readdirSync(dataDir)).toEqual([]);
      disk.free();
      const made = new GatewaySecrets(config);
      expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
      expect(new GatewaySecrets(config).deviceSecret).toBe(made.deviceSecret);
    } finally {
      disk.unmount();
    }
  });

  it('one that cannot be replaced stays as it was', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-small-'));
    try {
      const file = join(folder, 'file');
      writeFileSync(file, 'before');
      const pieces = function* (): Generator<Buffer> {
        yield Buffer.from('half');
        throw new Error('the disk is full');
      };
      expect(() => {
        writeDurably(file, pieces());
      }).toThrow('the disk is full');
      expect(statSync(file).size).toBe('before'.length);
      expect(existsSync(`${file}.new`)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
