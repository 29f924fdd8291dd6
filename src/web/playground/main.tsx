import { render } from 'preact';
import '../parts/base.css';
import '../parts/card.css';
import './page.css';
import { Page } from './page.js';

const root = document.getElementById('page');
if (root) render(<Page />, root);
