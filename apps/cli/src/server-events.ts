export type ServerEvent = { readonly id: string; readonly data: string };

/** The events of a server-sent stream, one after the other, until it ends. Comments are skipped. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const part of body) {
    pending += decoder.decode(part, { stream: true });
    const blocks = pending.split('\n\n');
    pending = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = toEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

function toEvent(block: string): ServerEvent | undefined {
  const lines = block.split('\n');
  const valueOf = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  const data = valueOf('data');
  return data.length === 0 ? undefined : { id: valueOf('id')[0] ?? '', data: data.join('\n') };
}
