import { webhook } from 'hookproof/express';
import { outcome } from './suite.js';

webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
outcome().then((result) => console.log(JSON.stringify(result)));
