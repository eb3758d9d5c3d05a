/** Bodies to try; the first is that of the source document. */
export const commandsExamples = {
  document: { summary: 'Passing audit, then a ping', value: { commands: ['402', '20'] } },
  questions: { summary: 'Version, status and clock', value: { commands: ['3', '2', '24'] } },
};
