import { reviewed, type ReviewedList } from './reviewed.ts';
import { like, scalar } from './sizes.ts';

export const WINDOWS: ReviewedList = {
  ...reviewed('row_number rank dense_rank percent_rank cume_dist ntile', {
    why: 'position in the window',
    size: scalar,
  }),
  ...reviewed('lag lead first_value last_value nth_value', { why: 'another row of the window', size: like(0) }),
};
