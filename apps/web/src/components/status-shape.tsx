import type { ReactNode } from 'react';
import type { STATUS_WORDS } from '../words/en.ts';

export type Status = keyof typeof STATUS_WORDS;
export type Tone = 'ok' | 'wait' | 'stop' | 'mask' | 'accent' | 'quiet';

/** Status is a shape, a word and a colour, never colour alone. Our own drawings: font glyphs differ by machine. */
const SHAPES = {
  tick: <path d="m3.5 8.4 3 3 6-6.6" />,
  half: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  ring: <circle cx="8" cy="8" r="5.5" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  barred: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.2 4.2 7.6 7.6" />
    </>
  ),
  cross: <path d="m4 4 8 8m0-8-8 8" />,
  question: (
    <>
      <path d="M5.6 6.1a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.8" />
      <circle cx="8" cy="12.6" r=".6" fill="currentColor" />
    </>
  ),
  dash: <path d="M3.5 8h9" />,
  hatch: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="1.5" />
      <path d="m3 9 6-6M3.5 13 13 3.5M7 13l6-6" />
    </>
  ),
  halfSquare: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="1.5" />
      <path d="M2.5 4A1.5 1.5 0 0 1 4 2.5h4v11H4A1.5 1.5 0 0 1 2.5 12z" fill="currentColor" stroke="none" />
    </>
  ),
  about: <path d="M2.8 6.5c1.7-1.8 3.5-1.8 5.2-.3s3.5 1.5 5.2-.3M2.8 10.7c1.7-1.8 3.5-1.8 5.2-.3s3.5 1.5 5.2-.3" />,
  triangle: <path d="M8 2.8 14 13H2z" />,
} satisfies Record<string, ReactNode>;

const LOOK: Readonly<Record<Status, readonly [keyof typeof SHAPES, Tone]>> = {
  sealed: ['tick', 'ok'],
  holds: ['tick', 'ok'],
  answered: ['tick', 'ok'],
  running: ['half', 'accent'],
  pending: ['clock', 'wait'],
  awaiting_approval: ['clock', 'wait'],
  not_allowed: ['barred', 'stop'],
  failed: ['cross', 'stop'],
  fails: ['cross', 'stop'],
  not_understood: ['question', 'wait'],
  cancelled: ['dash', 'quiet'],
  expired: ['dash', 'quiet'],
  not_checked: ['dash', 'quiet'],
  not_applicable: ['dash', 'quiet'],
  erased: ['dash', 'quiet'],
  withheld: ['hatch', 'mask'],
  scope: ['halfSquare', 'accent'],
  assumed: ['about', 'wait'],
  undetermined: ['question', 'wait'],
  cut_off: ['triangle', 'wait'],
};

export const toneOf = (status: Status): Tone => LOOK[status][1];

export function Shape({ name }: { readonly name: keyof typeof SHAPES }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}

export function StatusShape({ status }: { readonly status: Status }) {
  return <Shape name={LOOK[status][0]} />;
}
