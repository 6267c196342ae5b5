import { Shape } from '../../components/status-shape.tsx';
import { words } from '../../words/en.ts';
import type { StepState } from './stages.ts';
import style from './running.module.css';

const SHAPE = { done: 'tick', now: 'half', next: 'ring' } as const;

/** The rail of steps, shown only if there is no answer after 150 ms: an answer that is quick needs no theatre. */
export function Running({ steps, reading }: { readonly steps: readonly StepState[]; readonly reading: string | null }) {
  return (
    <div className={style['running']}>
      {reading !== null && <h1>{reading}</h1>}
      <ol aria-label={words.ask.running}>
        {steps.map(({ step, state, ms }) => (
          <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <Shape name={SHAPE[state]} />
            {words.steps[step][state === 'done' ? 1 : 0]}
            {ms !== null && <span>{words.proof.ms(ms)}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}
