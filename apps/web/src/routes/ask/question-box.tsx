import { Button, Textarea } from '@mantine/core';
import type { KeyboardEvent, RefObject } from 'react';
import { words } from '../../words/en.ts';
import { judgeLength } from './question-length.ts';
import style from './question-box.module.css';

type Props = {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly busy: boolean;
  /** Absent where the server does not offer it. */
  readonly onCancel: (() => void) | null;
  readonly onDraft: (draft: string) => void;
  readonly onAsk: (question: string) => void;
};

export function QuestionBox({ box, draft, busy, onCancel, onDraft, onAsk }: Props) {
  const length = judgeLength(draft);
  const ready = draft.trim() !== '' && length.kind !== 'too_long' && !busy;
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (ready) onAsk(draft.trim());
  };
  return (
    <form
      className={style['box']}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onAsk(draft.trim());
      }}
    >
      <Textarea
        ref={box}
        classNames={{ root: style['field'] ?? '', input: style['input'] ?? '' }}
        aria-label={words.ask.label}
        aria-describedby="question-help"
        placeholder={words.ask.placeholder}
        variant="unstyled"
        rows={1}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKey}
        aria-invalid={length.kind === 'too_long'}
        autoFocus
      />
      {onCancel === null ? (
        <Button type="submit" disabled={!ready}>
          {words.ask.submit}
        </Button>
      ) : (
        <Button variant="default" onClick={onCancel}>
          {words.ask.cancel}
        </Button>
      )}
      <p id="question-help" className={style['help']} data-kind={length.kind} aria-live="polite">
        {length.kind === 'too_long' && words.ask.shorten(length.by)}
        {length.kind === 'counted' && words.ask.length(length.length, length.most)}
        {length.kind === 'fine' && <span className="spoken">{words.ask.hint}</span>}
      </p>
    </form>
  );
}
