/** The groups of operations in the order of the page: those of the source document first, named as there. */
export const TAGS = {
  AUTHENTICATION: {
    name: 'Authentication',
    description: 'Log in on a device, stay logged in, log out.',
  },
  LICENSE: {
    name: 'License',
    description: 'What the device may do: decoders are connected with a licence that holds their kind.',
  },
  DEVICE_STATUS: {
    name: 'Device Status',
    description: 'Whether passings are recorded, in words for the people beside the track.',
  },
  COMMANDS_AND_DATA: {
    name: 'Commands & Data',
    description:
      'Passings, sessions of transponders, who is on the track, questions to the decoders, how the machine does.',
  },
  FEED: {
    name: 'Feed',
    description:
      'Passings as they are stored, each once and late ones too: followed, and resumed by a cursor.',
  },
  WEBHOOKS: {
    name: 'Webhooks',
    description: 'Passings pushed to receivers of your own as they are stored, signed.',
  },
  DECODERS: {
    name: 'Decoders',
    description: 'What listens to the loops: add, change and remove them, and see that nothing is missing.',
  },
  HEALTH: {
    name: 'Health',
    description: 'For supervisors and load balancers.',
  },
  ADMINISTRATION: {
    name: 'Administration',
    description: 'Devices, users, api keys and licences. A secret is shown once, when it is made.',
  },
} as const;
