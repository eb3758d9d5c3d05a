/**
 * Reads the reference to its end and sends a request from it; resolves to the faults, in words. Everything must be
 * shown, no other server may be asked, and the page's own policy must refuse no part of it.
 */
export async function tryReference(page, url) {
  const faults = [];
  page.on('request', (request) => {
    if (!/^data:|^blob:/.test(request.url()) && !request.url().startsWith(url))
      faults.push(`the page asked for ${request.url()}, which is not ours`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));

  const { paths } = await (await fetch(`${url}/openapi.json`)).json();
  await page.goto(`${url}/reference`);
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, { summary, 'x-codeSamples': samples }] of Object.entries(item)) {
      const place = page.locator(`main [id$="/${method.toUpperCase()}${path}"]`).last();
      const fault = await isShown(place, summary, samples).catch((error) => error.message);
      if (fault !== undefined) faults.push(`${method} ${path}: ${fault}`);
    }
  }
  await sendFrom(page, url);
  return faults;
}

/** Whether an operation is shown, which is drawn when it is scrolled into sight. */
async function isShown(place, summary, samples) {
  await place.scrollIntoViewIfNeeded();
  await place.getByRole('heading', { name: summary, exact: false }).first().waitFor();
  const [{ label, source }] = samples;
  await place.getByRole('button', { name: label }).first().waitFor();
  const text = await place.innerText();
  const [line] = source.split('\n');
  return text.replace(/\s+/g, ' ').includes(line.replace(/\s+/g, ' ').replace(/ \\$/, ''))
    ? undefined
    : `it does not show ${line}`;
}

async function sendFrom(page, url) {
  const place = page.locator('main [id$="/GET/health/live"]').last();
  await place.scrollIntoViewIfNeeded();
  await place.getByRole('button', { name: /Test Request/ }).click();
  const answered = page.waitForResponse(`${url}/health/live`);
  await page.getByRole('button', { name: /^Send/ }).first().click();
  await answered;
  await page.getByText('200 OK').waitFor();
}
