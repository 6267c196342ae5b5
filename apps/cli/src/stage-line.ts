import type { QueryEvent } from '@aureus/contract';
import { plain } from './terminal-text.ts';
import type { Surroundings } from './surroundings.ts';

/** Says which stages a question has passed while it passes them. */
export type StageLine = { show(event: QueryEvent): void; end(): void };

/** What the stage is doing, for the one that runs. */
const DOING: Readonly<Record<string, string>> = {
  ground: 'looking at what you may know',
  plan: 'reading the question',
  guard: 'checking the SQL',
  permit: 'asking the policies',
  compile: 'masking',
  intend: 'putting it on record',
  preflight: 'estimating',
  execute: 'running',
  seal: 'sealing',
  record: 'recording',
};

/** On a terminal one line that grows, then goes on; elsewhere a line for each stage that ended. */
export function makeStageLine({ print, live }: Surroundings, wanted: boolean): StageLine {
  if (!wanted) return { show: () => undefined, end: () => undefined };
  let told = 0;
  const tell = (event: QueryEvent): void => {
    for (const { name, ms } of event.stages.slice(told)) print(`  ${plain(name)} ${Math.round(ms)} ms\n`);
    told = Math.max(told, event.stages.length);
  };
  const redraw = (event: QueryEvent): void => {
    const done = event.stages.map(({ name, ms }) => `${plain(name)} ${Math.round(ms)}`).join(' · ');
    const doing = event.stage === null ? '' : ` … ${DOING[event.stage] ?? plain(event.stage)}`;
    told = 1;
    print(`\r\u001b[2K  ${done}${doing}`);
  };
  return {
    show: live ? redraw : tell,
    end: () => {
      if (told > 0) print(live ? ' ms\n\n' : '\n');
    },
  };
}
