import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useNextAddress } from '../../app/address.ts';
import { Mark } from '../../app/icons.tsx';
import { useSession } from '../../app/session.ts';
import { useTitle } from '../../app/title.ts';
import { SignInForm } from '../../components/sign-in-form.tsx';
import { words } from '../../words/en.ts';
import { safeNext } from './safe-next.ts';
import style from './sign-in.module.css';

export function SignInScreen() {
  const session = useSession();
  const next = useNextAddress();
  useTitle(words.signIn.title);
  const { history } = useRouter();
  useEffect(() => {
    if (session.kind === 'in') history.replace(safeNext(next));
  }, [session.kind, history, next]);
  if (session.kind === 'starting' || session.kind === 'in') return null;
  return (
    <main className={style['page']}>
      <div className={style['panel']}>
        <p className={style['brand']}>
          <Mark />
          <span>
            AUREUS <b>Atlas</b>
          </span>
        </p>
        <h1>{words.signIn.title}</h1>
        <p className={style['lead']}>{words.signIn.lead}</p>
        <SignInForm />
      </div>
    </main>
  );
}
