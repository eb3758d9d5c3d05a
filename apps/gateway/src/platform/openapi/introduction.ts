/** The first text of the document for a new reader, on the page and in every other reader of the document. */
export const INTRODUCTION = `What the decoders beside a track report is kept by this gateway, and answered for here.

### The first answer

1. \`npm start\` prints credentials: an api key pair (\`x-api-key\`, \`x-api-secret\`), and in the demo a device and a user too.
   On the page of a demo the button **Use the credentials of the demo** fills in all of them.
2. Otherwise press **Authorize**, and fill in ApiKey and ApiSecret.
3. Open **POST /api/v1/passings** below, and press **Execute**: the newest passings, a hundred unless \`limit\` says otherwise.

### Two ways in

| who       | sends                                                        | asks for                                                          |
| --------- | ------------------------------------------------------------ | ----------------------------------------------------------------- |
| a program | \`x-api-key\` and \`x-api-secret\`                           | passings, sessions, counts, commands, system metrics, decoders, administration: what its scopes say |
| a person  | \`X-Device-ID\` and \`X-Device-Secret\`, and \`Authorization: Bearer\` with the token of a login on that device | status, licence, passings, sessions, counts, decoders, lists of commands; with the role admin administration too |

Each operation says which it takes. An administrator makes pairs, devices and users (**Administration**, or \`npx coachlink\`).

### Times, pages, errors

Times are milliseconds since 1970 UTC, both ends of a window are inclusive. Where an answer has a \`next_cursor\`, that goes
on where it ended. Every error has the shape of **ProblemResponse**: \`message\` is for people, \`details.reason\` a stable
code for programs.

### More

[The reference](reference) is the same with code for every operation in curl, JavaScript and Python;
[openapi.json](openapi.json), [openapi.yaml](openapi.yaml); the dashboard at [/](./); a typed client for TypeScript, and
collections for Postman and Bruno, in \`clients\` of the project.`;
