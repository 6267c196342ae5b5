import type { StageName } from '@aureus/contract';

/** The five steps a person sees; each covers stages of the server. */
const STEPS = ['reading', 'checking', 'allowing', 'running', 'sealing'] as const;
type Step = (typeof STEPS)[number];

const STEP_OF: Readonly<Record<StageName, Step>> = {
  ground: 'reading',
  plan: 'reading',
  guard: 'checking',
  permit: 'allowing',
  compile: 'allowing',
  intend: 'allowing',
  preflight: 'allowing',
  execute: 'running',
  seal: 'sealing',
  record: 'sealing',
};

export type StepState = { readonly step: Step; readonly state: 'done' | 'now' | 'next'; readonly ms: number | null };

const isStage = (name: string): name is StageName => Object.hasOwn(STEP_OF, name);

function stepOf(stage: string): Step | null {
  return isStage(stage) ? STEP_OF[stage] : null;
}

/** Where a running question stands. A stage this page does not know moves nothing. */
export function toSteps(current: string | null, done: readonly { name: string; ms: number }[]): readonly StepState[] {
  const spent = new Map<Step, number>();
  for (const { name, ms } of done) {
    const step = stepOf(name);
    if (step !== null) spent.set(step, (spent.get(step) ?? 0) + ms);
  }
  const seen = [...spent.keys(), ...(current === null ? [] : [stepOf(current)])];
  const now = current === null ? null : stepOf(current);
  const reached = Math.max(0, ...seen.map((step) => (step === null ? 0 : STEPS.indexOf(step))));
  return STEPS.map((step, index) => {
    const at = now === null ? reached : STEPS.indexOf(now);
    const state = index < at ? 'done' : index === at ? 'now' : 'next';
    const ms = spent.get(step);
    return { step, state, ms: state === 'done' && ms !== undefined ? ms : null };
  });
}
