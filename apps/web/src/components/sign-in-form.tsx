import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { signIn } from '../app/session.ts';
import { failureOf } from '../api/failure.ts';
import type { Failure } from '../api/failure.ts';
import { failureWords, words } from '../words/en.ts';
import style from './sign-in-form.module.css';

/** E-mail and password; says what helps without saying which of the two was wrong. */
export function SignInForm() {
  const [failure, setFailure] = useState<Failure | 'missing' | null>(null);
  const [sending, setSending] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const typed = { email: email.current?.value.trim() ?? '', password: password.current?.value ?? '' };
    if (typed.email === '' || typed.password === '') return setFailure('missing');
    setSending(true);
    setFailure(null);
    await signIn(typed.email, typed.password).catch((error: unknown) => {
      setFailure(failureOf(error));
      password.current?.select();
    });
    setSending(false);
  };

  return (
    <form className={style['form']} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        ref={email}
        label={words.signIn.email}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        spellCheck={false}
      />
      <PasswordInput
        ref={password}
        label={words.signIn.password}
        name="password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': words.signIn.show }}
      />
      <div role="alert" className={style['alert']}>
        {failure !== null && <SignInFailure failure={failure} />}
      </div>
      <Button type="submit" disabled={sending}>
        {words.signIn.submit}
      </Button>
    </form>
  );
}

function SignInFailure({ failure }: { readonly failure: Failure | 'missing' }) {
  if (failure === 'missing') return <p>{words.signIn.missing}</p>;
  if (failure.code === 'RATE_LIMIT_EXCEEDED') return <p>{words.signIn.tooMany(failure.retryAfterSeconds)}</p>;
  if (failure.code === 'AUTHENTICATION_FAILED')
    return (
      <>
        <p>{words.signIn.refused}</p>
        <p>{words.signIn.refusedHelp}</p>
      </>
    );
  return <p>{failureWords(failure).what}</p>;
}
