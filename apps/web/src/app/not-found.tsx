import { Link } from '@tanstack/react-router';
import { words } from '../words/en.ts';
import { useTitle } from './title.ts';
import style from './not-found.module.css';

export function NotFound() {
  useTitle(words.notFound.title);
  return (
    <main className={style['page']} id="content" tabIndex={-1}>
      <h1>{words.notFound.title}</h1>
      <p>{words.notFound.body}</p>
      <Link to="/">{words.notFound.home}</Link>
    </main>
  );
}
