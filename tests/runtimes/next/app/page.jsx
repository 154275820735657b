'use client';

import * as hookproof from 'hookproof';
import { useEffect } from 'react';
import { conformance } from '../../../conformance/index.js';

export default function Page() {
  useEffect(() => {
    conformance(hookproof).then((result) => {
      window.result = result;
    });
  }, []);
}
