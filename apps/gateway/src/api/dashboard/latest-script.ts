/** The latest passings, from the stream; the second part of the page's script. */
export const LATEST_SCRIPT = `
const SHOWN = 20;
// The stream tells each 15 s that it lives.
const SILENT_MS = 20000;
// The stream that is open, or being opened.
let stream;
let latest = [];

// Opens the stream where none is, and ends one whose line is dead.
function keepStream(login, turn) {
  if (stream) {
    if (Date.now() - stream.heardAt > SILENT_MS) stream.ended.abort();
    return;
  }
  const own = { isLive: false, heardAt: Date.now(), ended: new AbortController() };
  stream = own;
  const over = () => { if (stream === own) stream = undefined; };
  follow(login, turn, own).then(over, over);
}

function endStream() {
  if (stream) stream.ended.abort();
  stream = undefined;
}

async function follow(login, turn, own) {
  const open = () => fetch(home + 'api/v1/passings/stream', { headers: login.pair || bearer(login), signal: own.ended.signal });
  let response = await open();
  if (response.status === 401 && !login.pair) {
    await renew(login);
    response = await open();
  }
  if (!response.ok) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (let text = ''; ;) {
    const { done, value } = await reader.read();
    if (done || turn !== turns) break;
    own.heardAt = Date.now();
    const blocks = (text + decoder.decode(value, { stream: true })).split('\\n\\n');
    text = blocks.pop();
    for (const block of blocks) await take(block, login, own);
  }
  own.ended.abort();
}

async function take(block, login, own) {
  const [, event] = /^event: (.*)$/m.exec(block) || [];
  const [, data] = /^data: (.*)$/m.exec(block) || [];
  // The list holds what was stored before the stream began, and not what a set-back took away.
  if (!own.isLive || event === 'rewound') await loadLatest(login);
  own.isLive = true;
  if (event === 'passing') add(JSON.parse(data));
  tellPassings(latest);
}

async function loadLatest(login) {
  latest = (await ask('passings?limit=' + SHOWN, login)).passings;
  tellPassings(latest);
}

// A passing that was dated anew comes again, with the same number and receipt.
const keyOf = (p) => [p.decoder_id, p.passing_number, p.received_at, p.passing_number === null ? p.transponderid : ''].join(' ');

// A late passing takes its place among the others.
function add(passing) {
  const others = latest.filter((p) => keyOf(p) !== keyOf(passing));
  latest = [passing, ...others].sort((a, b) => Number(b.rtc_time_us) - Number(a.rtc_time_us)).slice(0, SHOWN);
}

function timeOf(p) {
  const time = new Date(p.rtc_time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });
  const doubts = [['time_doubtful', 'doubtful'], ['time_from_receipt', 'when received']].filter(([flag]) => p.flags.includes(flag));
  return doubts.length === 0 ? time : time + ' (' + doubts.map(([, word]) => word).join(', ') + ')';
}

function tellPassings(passings) {
  fill(byId('passings'), undefined, passings.map((p) => [
    timeOf(p), [p.transponderid, 'wrap'], [p.decoder_id, 'wrap'], p.loop_id, [p.signal_strength, 'more'], [p.hits, 'more'], [p.passing_number, 'more'],
  ]));
}
`;
