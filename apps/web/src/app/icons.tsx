import type { ReactNode } from 'react';

/** The rail's drawings, 20 px, one stroke. Decoration only: each stands beside its word or has a label. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const AskIcon = () => (
  <Icon>
    <path d="M3 5.5A2.5 2.5 0 0 1 5.5 3h9A2.5 2.5 0 0 1 17 5.5v6a2.5 2.5 0 0 1-2.5 2.5H9l-4 3.2V14A2.5 2.5 0 0 1 3 11.5z" />
    <path d="M7 7.2h6M7 10h3.5" />
  </Icon>
);

export const HistoryIcon = () => (
  <Icon>
    <path d="M3.2 10a6.8 6.8 0 1 0 2-4.8L3.2 7.2M3.2 3.5v3.7h3.7M10 6.5V10l2.6 1.7" />
  </Icon>
);

export const SignOutIcon = () => (
  <Icon>
    <path d="M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3M12.5 13.5 16 10l-3.5-3.5M16 10H8" />
  </Icon>
);

export const MoonIcon = () => (
  <Icon>
    <path d="M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3z" />
  </Icon>
);

export const SunIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="3.2" />
    <path d="M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1" />
  </Icon>
);

/** The mark: an A whose bar is the tick of a kept promise. */
export const Mark = () => (
  <svg
    viewBox="0 0 24 24"
    width="24"
    height="24"
    fill="none"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d="M4 20 12 4l8 16" stroke="currentColor" strokeWidth="2" />
    <path d="m8.3 15.6 2.9 2.6 5-5.2" stroke="var(--accent)" strokeWidth="2" />
  </svg>
);
