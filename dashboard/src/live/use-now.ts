import { useEffect, useState } from 'react';

/** The time in milliseconds, renewed by the period; for ages and countdowns. */
export function useNow(periodMs = 1_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}
