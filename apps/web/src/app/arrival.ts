import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** The focus follows the address: a screen's heading takes it on arrival, so a reader hears where one is. */
export function useArrival(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}
