import { SerialPortMock } from 'serialport';
import { SerialLink } from './serial-link.js';

const { binding } = SerialPortMock;
const link = new SerialLink('/dev/decoder', 19_200, binding);

afterEach(() => {
  binding.reset();
});

describe(SerialLink.name, () => {
  it('lets go of its device when it is destroyed, so that it can be opened again', async () => {
    binding.createPort('/dev/decoder');
    for (let opening = 1; opening <= 3; opening++) {
      const line = await link.open();
      const closed = new Promise((resolve) => line.once('close', resolve));
      line.destroy();
      await closed;
    }
  });

  it('names the device that is not there', async () => {
    await expect(link.open()).rejects.toThrow(/^\/dev\/decoder: /);
  });
});
