import { z } from 'zod';

// The pages forbid code from text (Content-Security-Policy); without this zod would try, and the browser complain.
z.config({ jitless: true });
