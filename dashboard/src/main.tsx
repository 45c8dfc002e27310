import { createRoot } from 'react-dom/client';
import './texts/texts.ts';

createRoot(document.getElementById('root')!).render(null);
