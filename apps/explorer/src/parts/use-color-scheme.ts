import { useEffect, useState } from 'preact/hooks';

/** Whether the page is dark, now and after every change. */
export function useColorScheme(): 'light' | 'dark' {
  const [query] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const follow = (): void => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return isDark ? 'dark' : 'light';
}
