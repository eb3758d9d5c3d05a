import { trafficOf } from './proc-net-dev.js';

const TEXT = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  900      10    0    0    0     0          0         0      901      10    0    0    0     0       0          0
  eth0: 1200      20    0    0    0     0          0         0      340       5    0    0    0     0       0          0
 wlan0:30           1    0    0    0     0          0         0        7       1    0    0    0     0       0          0
`;

describe(trafficOf, () => {
  it('adds up what was sent and received', () => {
    expect(trafficOf(['eth0'], TEXT)).toEqual({ sentBytes: 340, receivedBytes: 1200 });
    expect(trafficOf(['eth0', 'wlan0'], TEXT)).toEqual({ sentBytes: 347, receivedBytes: 1230 });
  });

  it('tells nothing of what it does not know', () => {
    expect(trafficOf(['eth0', 'eth1'], TEXT)).toBeUndefined();
    expect(trafficOf(['eth'], TEXT)).toBeUndefined();
    expect(trafficOf(['eth0'], '')).toBeUndefined();
  });
});
