import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { loadMe } from '../api/auth.ts';
import { words, ROLE_WORDS } from '../words/en.ts';
import { AskIcon, HistoryIcon, Mark, MoonIcon, SignOutIcon, SunIcon } from './icons.tsx';
import { SignInForm } from '../components/sign-in-form.tsx';
import { signOut, useSession } from './session.ts';
import { chooseScheme, useScheme } from './theme.ts';
import style from './shell.module.css';

/** The frame around every screen of a signed-in person. Expiry lays the sign-in over it; the page and draft stay. */
export function Shell() {
  const session = useSession();
  if (session.kind === 'starting') return null;
  if (session.kind === 'out') return <ToSignIn />;
  return (
    // Keyed by person: for somebody else nothing that was on the page stays, for the same person everything does.
    <div className={style['shell']} key={session.person}>
      <a className={style['skip']} href="#content">
        {words.skip}
      </a>
      <Rail />
      <main className={style['content']} id="content" tabIndex={-1}>
        <Outlet />
      </main>
      {session.kind === 'expired' && <Expired />}
    </div>
  );
}

/** Leaves once, with the address to come back to; a component that stays mounted would otherwise leave again and again. */
function ToSignIn() {
  const router = useRouter();
  const left = useRef(false);
  useEffect(() => {
    if (left.current) return;
    left.current = true;
    const next = router.state.location.href;
    void router.navigate({ to: '/sign-in', search: next === '/' ? {} : { next }, replace: true });
  }, [router]);
  return null;
}

function Rail() {
  const { data: me } = useQuery({ queryKey: ['me'], queryFn: loadMe });
  const answering = useRouterState({ select: ({ location }) => location.pathname.startsWith('/q/') });
  return (
    <header className={style['rail']}>
      <Link to="/" className={style['brand']} aria-label={words.product}>
        <Mark />
        <span>
          AUREUS <b>Atlas</b>
        </span>
      </Link>
      <nav aria-label={words.nav.label} className={style['nav']}>
        <Link to="/" className={style['item']} data-here={answering || undefined}>
          <AskIcon />
          <span>{words.nav.ask}</span>
        </Link>
        <Link to="/history" className={style['item']}>
          <HistoryIcon />
          <span>{words.nav.history}</span>
        </Link>
      </nav>
      <div className={style['account']}>
        {me !== undefined && (
          <p className={style['person']}>
            <b>{me.full_name}</b>
            <span>
              {ROLE_WORDS[me.role]} · {me.jurisdictions.join(', ')}
            </span>
          </p>
        )}
        <div className={style['tools']}>
          <SchemeButton />
          <button
            type="button"
            className={style['tool']}
            onClick={() => void signOut()}
            aria-label={words.nav.signOut}
            title={words.nav.signOut}
          >
            <SignOutIcon />
          </button>
        </div>
      </div>
    </header>
  );
}

function SchemeButton() {
  const scheme = useScheme();
  const label = scheme === 'dark' ? words.nav.toLight : words.nav.toDark;
  return (
    <button
      type="button"
      className={style['tool']}
      aria-label={label}
      title={label}
      onClick={() => chooseScheme(scheme === 'dark' ? 'light' : 'dark')}
    >
      {scheme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}

function Expired() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={style['over']}
      aria-label={words.signIn.title}
      onCancel={(event) => event.preventDefault()}
    >
      <p>{words.signIn.expired}</p>
      <SignInForm />
    </dialog>
  );
}
