import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import '@mantine/core/styles/ActionIcon.css';
import './style/tokens.css';
import './style/mantine.css';
import './style/base.css';
import { createRoot } from 'react-dom/client';
import { Providers } from './app/providers.tsx';
import { startSession } from './app/session.ts';

startSession();
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Providers />);
