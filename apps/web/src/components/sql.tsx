import { useState } from 'react';
import { words } from '../words/en.ts';
import { toSqlSpans } from './sql-spans.ts';
import type { SqlMark } from './sql-spans.ts';
import style from './sql.module.css';

type Props = {
  readonly title: string;
  readonly copyLabel: string;
  readonly sql: string;
  readonly marks?: readonly SqlMark[];
};

/** One SQL text, byte for byte, wrapped and copyable. */
export function Sql({ title, copyLabel, sql, marks = [] }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(sql).then(() => setCopied(true));
  };
  return (
    <section className={style['block']} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button type="button" onClick={copy} aria-label={copyLabel}>
          {copied ? words.result.copied : words.result.copy}
        </button>
      </header>
      <pre tabIndex={0}>
        <code>
          {toSqlSpans(sql, marks).map((span, index) => (
            <span key={index} data-look={span.look} data-mark={span.mark ?? undefined}>
              {span.text}
            </span>
          ))}
        </code>
      </pre>
    </section>
  );
}
