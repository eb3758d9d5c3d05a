/** Swagger UI in a browser, as a person uses it. */
export class SwaggerPage {
  constructor(page) {
    this.page = page;
  }

  /** Puts values into the Authorize dialog, each with the scheme of its name. */
  async authorize(values) {
    await this.page.click('.auth-wrapper .btn.authorize');
    for (const [scheme, value] of Object.entries(values)) {
      const name = this.page.locator('h4 code', { hasText: new RegExp(`^${scheme}$`) });
      const container = this.page.locator('.auth-container').filter({ has: name }).first();
      await container.locator('input').fill(value);
      await container.locator('button.authorize').click();
      await container.getByRole('button', { name: 'Remove authorization' }).waitFor();
    }
    await this.page.click('.btn-done');
  }

  /** Opens an operation, lets `change` fill in values that an example cannot know, executes it, and closes it again. */
  async execute({ method, path, operationId, isStream, pathValues, change }) {
    const block = this.page.locator(`.opblock[id$="-${operationId}"]`);
    await block.locator('.opblock-summary-control').click();
    for (const [name, value] of Object.entries(pathValues))
      await block.locator(`tr[data-param-name="${name}"] input`).fill(String(value));
    const body = block.locator('textarea.body-param__text');
    if ((await block.locator('.opblock-section-request-body').count()) > 0) {
      await body.waitFor();
      const example = await body.inputValue();
      const changed = change(JSON.parse(example));
      if (JSON.stringify(changed) !== JSON.stringify(JSON.parse(example)))
        await body.fill(JSON.stringify(changed, null, 2));
    }
    const pattern = new RegExp(`${path.replace(/\./g, '\\.').replace(/\{[^}]+\}/g, '[^/?]+')}(\\?|$)`);
    const answered = this.page.waitForResponse(
      (response) => response.request().method() === method && pattern.test(response.url()),
    );
    await block.locator('.btn.execute').click();
    const response = await answered;
    if (isStream) await this.stopStream();
    const status = await this.shownStatus(block);
    // The browser keeps nothing of a stream; the page does.
    const text = isStream ? await block.locator('.live-responses-table').innerText() : await response.text();
    await block.locator('.opblock-summary-control').click();
    return { status, text };
  }

  /** Waits for an event of the open stream, which the page shows while it comes, and stops it. */
  async stopStream() {
    await this.page.locator('#stream', { hasText: 'retry: 1000' }).waitFor();
    await this.page.locator('#stop-stream').click();
  }

  async shownStatus(block) {
    const shown = block.locator('.live-responses-table tbody .response-col_status').first();
    await shown.waitFor();
    return (await shown.innerText()).trim().split(/\s/)[0];
  }
}
