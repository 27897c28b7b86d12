/** `npm run build:review`: the scripts of the review pages, with a list of their names. */
export default {
  base: '/review/assets/viewer/',
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: 'dist/review',
    assetsDir: '.',
    manifest: true,
    target: 'es2024',
    rolldownOptions: {
      input: ['main', 'worklist', 'decision-page', 'frame'].map((page) => `src/review/client/${page}.ts`),
    },
  },
};
