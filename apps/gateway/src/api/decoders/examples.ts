/** Bodies to try; the first one right away. */
export const newDecoderExamples = {
  network: {
    summary: 'On the network',
    value: { decoder_id: 'finish', url: 'p3+tcp://192.168.1.50:5403?loop=1' },
  },
  serial: {
    summary: 'On a serial port',
    value: { decoder_id: 'back-straight', url: 'p3+serial:///dev/ttyUSB0?baud=115200&loop=2' },
  },
};

export const changedDecoderExamples = {
  network: { summary: 'It has another address', value: { url: 'p3+tcp://192.168.1.51:5403?loop=1' } },
};
