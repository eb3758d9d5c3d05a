import { linkTrouble } from './link-trouble.js';

const failed = (code: string, text = `connect ${code} 192.168.1.50:5403`): Error =>
  Object.assign(new Error(text), { code });

describe(linkTrouble.name, () => {
  it.each([
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    'ENETRESET',
    'ETIMEDOUT',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'EADDRNOTAVAIL',
    'EADDRINUSE',
    'EAFNOSUPPORT',
    'EINVAL',
    'EACCES',
    'EPERM',
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'ENOMEM',
    'ENOENT',
    'ENODEV',
    'ENXIO',
    'EBUSY',
    'EAGAIN',
    'EIO',
    'EISDIR',
    'ENOTTY',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'EAI_NODATA',
    'EAI_SYSTEM',
    'ERR_STREAM_PREMATURE_CLOSE',
    'EWHATEVER',
  ])('has words for %s, and not those of the system', (code) => {
    const words = linkTrouble(failed(code));
    expect(words).toMatch(/^[a-z][^]{15,}/);
    expect(words).not.toMatch(/connect E|getaddrinfo|read E|write E/);
    expect(words.includes(code)).toBe(code === 'EWHATEVER');
  });

  it.each([
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', /no such device: is its cable plugged in/],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', /may not/],
    ['Error Resource temporarily unavailable Cannot lock port', /another program/],
    ['Error: Device or resource busy, cannot open /dev/ttyUSB0', /another program/],
    ['Error: Inappropriate ioctl for device setting custom baud rate of 9600', /no serial port/],
    ['Error: Is a directory, cannot open /tmp', /no serial port/],
    ['Error: Input/output error, cannot open /dev/ttyS5', /no serial port.*works/],
  ])('has words for what a serial port says: %s', (text, words) => {
    expect(linkTrouble(new Error(text))).toMatch(words);
  });

  it('leaves our own sentences as they are', () => {
    const own = 'the decoder went silent and did not answer: link reopened';
    expect(linkTrouble(new Error(own))).toBe(own);
  });
});
