/** One server-sent event: `id` and `data` as the standard joins them. */
export type ServerEvent = { readonly id: string | null; readonly data: string };

/**
 * Reads server-sent events from chunks of text (WHATWG HTML, "Interpreting an event stream"). Comments keep the
 * line open and say nothing; an event without data is dropped; a chunk may end anywhere, even inside CRLF.
 */
export function makeEventReader(): { push(chunk: string): ServerEvent[] } {
  let rest = '';
  let id: string | null = null;
  let data: string[] = [];

  const takeLine = (line: string): ServerEvent | null => {
    if (line === '') {
      const event = data.length === 0 ? null : { id, data: data.join('\n') };
      data = [];
      return event;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'id' && !value.includes('\0')) id = value;
    return null;
  };

  return {
    push(chunk) {
      rest += chunk;
      const events: ServerEvent[] = [];
      for (;;) {
        const end = /\r\n|\n|\r(?=[^])/.exec(rest);
        if (end === null) return events;
        const event = takeLine(rest.slice(0, end.index));
        rest = rest.slice(end.index + end[0].length);
        if (event !== null) events.push(event);
      }
    },
  };
}
