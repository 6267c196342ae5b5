/** A reporter for `node --test`: how many, and which were left out and why, as JSON. */
export default async function* count(source) {
  const skipped = [];
  let counts = { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  for await (const { type, data } of source) {
    const reason = data?.skip ?? data?.todo;
    if (type === 'test:pass' && reason !== undefined && data.details?.type !== 'suite') {
      skipped.push(`${data.name}${typeof reason === 'string' && reason !== '' ? `: ${reason}` : ''}`);
    }
    // The last summary has no file: it is that of the whole run.
    if (type === 'test:summary' && data.file === undefined) counts = data.counts;
  }
  const failed = counts.failed + counts.cancelled;
  yield JSON.stringify({ passed: counts.passed, failed, skipped: counts.skipped + counts.todo, reasons: skipped });
}
