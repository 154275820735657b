'use client';

import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { useEffect } from 'react';
import { conformance } from '../../../conformance/index.js';

export default function Page() {
  useEffect(() => {
    conformance(hookproof, full).then((result) => {
      window.result = result;
    });
  }, []);
}
