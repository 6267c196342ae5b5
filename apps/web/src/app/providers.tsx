import { MantineProvider, createTheme } from '@mantine/core';
import type { VariantColorsResolver } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiFailure } from '../api/failure.ts';
import { router } from './router.tsx';
import { onPersonGone } from './session.ts';
import { useScheme } from './theme.ts';

/** Memory only, and emptied when another person arrives: nothing of the bank stays in a browser. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiFailure && error.status < 500),
    },
  },
});
onPersonGone(() => queries.clear());

/** Mantine's own palettes are not used: every variant is one of our roles. */
const colours: VariantColorsResolver = ({ variant }) => {
  if (variant === 'filled')
    return {
      background: 'var(--accent)',
      hover: 'var(--accent-strong)',
      color: 'var(--on-accent)',
      border: '1px solid transparent',
    };
  if (variant === 'default')
    return {
      background: 'var(--surface)',
      hover: 'var(--sunken)',
      color: 'var(--text)',
      border: '1px solid var(--control)',
    };
  return { background: 'transparent', hover: 'var(--sunken)', color: 'var(--text-2)', border: '1px solid transparent' };
};

const theme = createTheme({ variantColorResolver: colours, focusRing: 'never', respectReducedMotion: true });

export function Providers() {
  const scheme = useScheme();
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
