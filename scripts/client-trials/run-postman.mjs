import newman from 'newman';

/** Sends the requests of a Postman collection in order; resolves to the failures of their tests. */
export function runPostman(file, given) {
  const envVar = Object.entries(given).map(([key, value]) => ({ key, value }));
  return new Promise((resolve, reject) => {
    newman.run({ collection: file, envVar, reporters: [] }, (error, summary) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const faults = summary.run.failures.map(
        ({ source, error: { message } }) => `${source?.name ?? 'the collection'}: ${message}`,
      );
      resolve({ sent: summary.run.stats.requests.total, faults });
    });
  });
}
