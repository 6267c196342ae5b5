import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { AskScreen } from '../routes/ask/ask-screen.tsx';
import { SignInScreen } from '../routes/sign-in/sign-in-screen.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

/** Every address, one line, its screen. What one may do there, the server says. */
const root = createRootRoute({ notFoundComponent: NotFound });
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: Shell });
/** One screen for both addresses: the box and its draft stand still while the answer gets an address of its own. */
const ask = createRoute({ getParentRoute: () => signedIn, id: 'ask', component: AskScreen });

const answerSearch = (search: Record<string, unknown>): { show?: 'sql' } =>
  search['show'] === 'sql' ? { show: 'sql' } : {};
const nextSearch = (search: Record<string, unknown>): { next?: string } =>
  typeof search['next'] === 'string' ? { next: search['next'] } : {};

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInScreen, validateSearch: nextSearch }),
  signedIn.addChildren([
    ask.addChildren([
      createRoute({ getParentRoute: () => ask, path: '/' }),
      createRoute({ getParentRoute: () => ask, path: '/q/$id', validateSearch: answerSearch }),
    ]),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/history',
      component: lazyRouteComponent(() => import('../routes/history/history-screen.tsx'), 'HistoryScreen'),
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/evidence/$id',
      component: lazyRouteComponent(() => import('../routes/evidence/evidence-screen.tsx'), 'EvidenceScreen'),
    }),
  ]),
]);

export const router = createRouter({ routeTree, defaultPreload: false, scrollRestoration: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
