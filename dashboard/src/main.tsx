import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './texts/texts.ts';

createRoot(document.getElementById('root')!).render(<App />);
