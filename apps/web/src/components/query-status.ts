import type { HistoryItem } from '@aureus/contract';
import type { Status } from './status-shape.tsx';

/** The one word a question wears in every list. */
export function queryStatus(item: Pick<HistoryItem, 'status' | 'error_code'>): Status {
  switch (item.status) {
    case 'pending':
      return 'pending';
    case 'running':
      return 'running';
    case 'awaiting_approval':
      return 'awaiting_approval';
    case 'success':
      return 'answered';
    case 'error':
      return errorStatus(item.error_code);
  }
}

function errorStatus(code: string | null): Status {
  if (code === 'NOT_UNDERSTOOD') return 'not_understood';
  if (code === 'CANCELLED') return 'cancelled';
  const refusals = ['AUTHORIZATION_FAILED', 'APPROVAL_REQUIRED', 'SQL_VALIDATION_FAILED', 'PROMPT_INJECTION_DETECTED'];
  return code !== null && refusals.includes(code) ? 'not_allowed' : 'failed';
}
